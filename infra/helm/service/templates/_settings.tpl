{{- /*
What the service's settings.py reads and is no secret: from the topology's names by the rule at the head of
infra/topology.yaml, from facts of the environment, and what values/<service>.yaml adds.
*/ -}}
{{- define "service.settings" -}}
{{- $ := . -}}
{{- $name := include "service.environmentName" . -}}
{{- $arn := printf "%s:%s" .Values.aws.region .Values.aws.accountId -}}
{{- $settings := dict
  "ENVIRONMENT" .Values.environment
  "HOST" "0.0.0.0"
  "LOG_LEVEL" .Values.logLevel
  "AWS_REGION" .Values.aws.region
  "COGNITO_ISSUER" .Values.cognito.issuer
  "COGNITO_JWKS_URL" (printf "%s/.well-known/jwks.json" .Values.cognito.issuer)
  "COGNITO_CLIENT_ID" .Values.cognito.clientId
  "TRUSTED_PROXIES" "2"
  "TRACE_SAMPLE_RATE" (toString .Values.traceSampleRate)
  "SECRETS_DIRECTORY" "/run/secrets/mercato"
-}}
{{- range .Values.topics }}
{{- $_ := set $settings (include "service.variable" (list . "TOPIC_ARN")) (printf "arn:aws:sns:%s:%s-%s" $arn $name .) }}
{{- end }}
{{- range .Values.queues }}
{{- $topic := trimPrefix (printf "%s-" $.Values.service) . }}
{{- $_ := set $settings (include "service.variable" (list $topic "QUEUE_URL")) (include "service.queueUrl" (dict "root" $ "queue" .)) }}
{{- end }}
{{- range .Values.tables }}
{{- $_ := set $settings (include "service.variable" (list . "TABLE")) (printf "%s-%s" $name .) }}
{{- end }}
{{- range .Values.buckets }}
{{- $_ := set $settings (include "service.variable" (list . "BUCKET")) (printf "%s-%s-%s-%s" $name . $.Values.aws.accountId $.Values.aws.region) }}
{{- end }}
{{- range .Values.deliveryStreams }}
{{- $_ := set $settings (include "service.variable" (list . "DELIVERY_STREAM")) (printf "%s-%s" $name .) }}
{{- end }}
{{- range .Values.calls }}
{{- $_ := set $settings (include "service.variable" (list . "URL")) (printf "http://%s.%s.svc.cluster.local:8080" . $.Release.Namespace) }}
{{- end }}
{{- if .Values.opensearch }}
{{- $_ := set $settings "OPENSEARCH_URL" .Values.endpoints.opensearch }}
{{- $_ := set $settings "OPENSEARCH_AUTH" "iam" }}
{{- end }}
{{- if .Values.shopUrl }}
{{- $_ := set $settings "SHOP_URL" (printf "https://%s" .Values.domain) }}
{{- end }}
{{- range $key, $value := .Values.settings }}
{{- if hasKey $settings $key }}
{{- fail (printf "settings.%s: the chart derives this one; say it where it comes from" $key) }}
{{- end }}
{{- $_ := set $settings $key (toString $value) }}
{{- end }}
{{- toYaml $settings -}}
{{- end -}}

{{- /*
The ExternalSecret's data and template: exactly what this service may know. Hosts are facts of the region
and not the secrets': a secret is replicated to the standby as it is, and must not name the dead region.
*/ -}}
{{- define "service.externalSecretSpec" -}}
{{- $name := include "service.environmentName" .root -}}
{{- $values := .root.Values -}}
refreshInterval: 1m
secretStoreRef:
  kind: ClusterSecretStore
  name: aws-secrets-manager
target:
  name: {{ .target }}
  creationPolicy: Owner
  deletionPolicy: Retain
  template:
    engineVersion: v2
    mergePolicy: Replace
    type: Opaque
    data:
      GUEST_SESSION_SECRET: {{ "{{ .guest_session }}" | quote }}
      SERVICE_TOKEN_SECRET: {{ "{{ .service_token }}" | quote }}
      {{- if $values.database }}
      DATABASE_URL: {{ include "service.databaseUrl" $values.endpoints.database | quote }}
      {{- end }}
      {{- if $values.redis }}
      REDIS_URL: {{ printf "rediss://:{{ .redis | urlquery }}@%s:6379/0" $values.endpoints.redis | quote }}
      {{- end }}
      {{- if $values.stripe }}
      STRIPE_API_KEY: {{ "{{ .stripe_api_key }}" | quote }}
      STRIPE_WEBHOOK_SECRETS: {{ "{{ .stripe_webhook_secrets }}" | quote }}
      {{- end }}
data:
  {{- include "service.remoteSecret" (dict "key" "guest_session" "secret" (printf "%s/guest-session" $name)) | nindent 2 }}
  {{- include "service.remoteSecret" (dict "key" "service_token" "secret" (printf "%s/service-token" $name)) | nindent 2 }}
  {{- if $values.database }}
  {{- $database := printf "%s/database/%s" $name $values.service }}
  {{- include "service.remoteSecret" (dict "key" "database_username" "secret" $database "property" "username") | nindent 2 }}
  {{- include "service.remoteSecret" (dict "key" "database_password" "secret" $database "property" "password") | nindent 2 }}
  {{- include "service.remoteSecret" (dict "key" "database_name" "secret" $database "property" "dbname") | nindent 2 }}
  {{- include "service.remoteSecret" (dict "key" "database_port" "secret" $database "property" "port") | nindent 2 }}
  {{- end }}
  {{- if $values.redis }}
  {{- include "service.remoteSecret" (dict "key" "redis" "secret" (printf "%s/redis" $name)) | nindent 2 }}
  {{- end }}
  {{- if $values.stripe }}
  {{- include "service.remoteSecret" (dict "key" "stripe_api_key" "secret" (printf "%s/stripe" $name) "property" "api_key") | nindent 2 }}
  {{- include "service.remoteSecret" (dict "key" "stripe_webhook_secrets" "secret" (printf "%s/stripe" $name) "property" "webhook_secrets") | nindent 2 }}
  {{- end }}
{{- end -}}

{{- /* The strategies are the API's defaults, said here so that Argo CD sees no drift. */ -}}
{{- define "service.remoteSecret" -}}
- secretKey: {{ .key }}
  remoteRef:
    key: {{ .secret }}
    {{- with .property }}
    property: {{ . }}
    {{- end }}
    conversionStrategy: Default
    decodingStrategy: None
    metadataPolicy: None
{{- end -}}

{{- /*
Hosts are tried in order. A standby has its writer's endpoint, which is nowhere until it is promoted, and its
readers': so it is ready before its hour, and finds the writer without being told.
*/ -}}
{{- define "service.databaseUrl" -}}
{{- $hosts := list }}
{{- range . }}{{ $hosts = append $hosts (printf "host=%s:{{ .database_port }}" .) }}{{ end }}
{{- printf "postgresql+asyncpg://{{ .database_username | urlquery }}:{{ .database_password | urlquery }}@/{{ .database_name }}?%s&ssl=verify-full" (join "&" $hosts) -}}
{{- end -}}
