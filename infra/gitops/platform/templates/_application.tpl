{{- /* What all Applications share. None has a finalizer: deleting one here takes nothing out of the cluster. */ -}}
{{- define "platform.metadata" -}}
name: {{ .name }}
namespace: argocd
annotations:
  argocd.argoproj.io/sync-wave: {{ .wave | quote }}
  argocd.argoproj.io/sync-options: Prune=false
{{- end -}}

{{- define "platform.destination" -}}
destination: { server: https://kubernetes.default.svc, namespace: {{ . }} }
{{- end -}}

{{- define "platform.retry" -}}
retry:
  limit: 5
  backoff: { duration: 15s, factor: 2, maxDuration: 5m }
{{- end -}}
