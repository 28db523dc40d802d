{{- /* Names: everything of a service is called like it; a part of it adds its own name. */ -}}
{{- define "service.environmentName" -}}mercato-{{ .Values.environment }}{{- end -}}

{{- define "service.selector" -}}
app.kubernetes.io/name: {{ .root.Values.service }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- /* Labels of an object. The chart's version is not on pods: a new chart alone restarts nothing. */ -}}
{{- define "service.labels" -}}
{{ include "service.selector" . }}
app.kubernetes.io/part-of: mercato
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end -}}

{{- define "service.podLabels" -}}
{{ include "service.selector" . }}
app.kubernetes.io/part-of: mercato
{{- end -}}

{{- define "service.image" -}}
{{ .Values.image.registry }}/mercato/{{ .Values.service }}@{{ .Values.image.digest }}
{{- end -}}

{{- /* "order-events" and "TOPIC_ARN" make ORDER_EVENTS_TOPIC_ARN, as infra/topology.yaml says. */ -}}
{{- define "service.variable" -}}
{{ index . 0 | replace "-" "_" | upper }}_{{ index . 1 }}
{{- end -}}

{{- define "service.queueUrl" -}}
https://sqs.{{ .root.Values.aws.region }}.amazonaws.com/{{ .root.Values.aws.accountId }}/{{ include "service.environmentName" .root }}-{{ .queue }}
{{- end -}}
