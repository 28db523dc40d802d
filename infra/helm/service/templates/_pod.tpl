{{- /* What every pod of a service has in common: nothing that it does not need. */ -}}
{{- define "service.podSecurity" -}}
automountServiceAccountToken: false # AWS's own token is projected by the webhook of EKS
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile:
    type: RuntimeDefault
{{- end -}}

{{- /* Names of ours have four dots and those of AWS three: both are looked up as they are, at once. */ -}}
{{- define "service.dns" -}}
dnsConfig:
  options:
    - name: ndots
      value: "2"
{{- end -}}

{{- define "service.containerSecurity" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  privileged: false
  capabilities:
    drop: [ALL]
{{- end -}}

{{- /* Memory has a limit equal to its request; CPU has none, because throttling would cost latency. */ -}}
{{- define "service.resources" -}}
resources:
  requests:
    cpu: {{ .cpu }}
    memory: {{ .memory }}
    ephemeral-storage: 64Mi
  limits:
    memory: {{ .memory }}
    ephemeral-storage: 256Mi
{{- end -}}

{{- define "service.mounts" -}}
volumeMounts:
  - name: secrets
    mountPath: /run/secrets/mercato
    readOnly: true
  - name: tmp
    mountPath: /tmp
{{- end -}}

{{- define "service.volumes" -}}
volumes:
  - name: secrets
    secret:
      secretName: {{ . }}
      defaultMode: 0440
  - name: tmp
    emptyDir:
      sizeLimit: 64Mi
{{- end -}}

{{- /* Spread over zones, then over nodes, each revision for itself. A zone that is gone no longer counts. */ -}}
{{- define "service.spread" -}}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: topology.kubernetes.io/zone
    whenUnsatisfiable: {{ .root.Values.spread.zones }}
    nodeTaintsPolicy: Honor
    labelSelector:
      matchLabels: {{- include "service.selector" . | nindent 8 }}
    matchLabelKeys: [{{ .revision }}]
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    nodeTaintsPolicy: Honor
    labelSelector:
      matchLabels: {{- include "service.selector" . | nindent 8 }}
    matchLabelKeys: [{{ .revision }}]
{{- end -}}

{{- define "service.probes" -}}
startupProbe:
  httpGet: { path: /health/live, port: {{ . }} }
  periodSeconds: 2
  timeoutSeconds: 2
  failureThreshold: 30
livenessProbe:
  httpGet: { path: /health/live, port: {{ . }} }
  periodSeconds: 10
  timeoutSeconds: 2
  failureThreshold: 3
readinessProbe: # asks what the service depends on, two seconds each at most, side by side
  httpGet: { path: /health/ready, port: {{ . }} }
  periodSeconds: 5
  timeoutSeconds: 3
  failureThreshold: 2
{{- end -}}

{{- /* The X-Ray daemon listens on every node; its address is a number, because it is looked up per segment. */ -}}
{{- define "service.environment" -}}
env:
  - name: PORT
    value: {{ .port | quote }}
  - name: HOST_IP
    valueFrom:
      fieldRef:
        fieldPath: status.hostIP
  - name: XRAY_DAEMON_ADDRESS
    value: $(HOST_IP):2000
  {{- range $name, $value := .extra }}
  - name: {{ $name }}
    value: {{ $value | quote }}
  {{- end }}
envFrom:
  - configMapRef:
      name: {{ .config }}
{{- end -}}
