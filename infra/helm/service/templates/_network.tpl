{{- /* Where pods of this service may go: DNS, its neighbours, its data, AWS and the X-Ray daemon. */ -}}
{{- define "service.egress" -}}
{{- include "service.dnsEgress" . | nindent 0 }}
{{- range .Values.calls }}
- to:
    - podSelector:
        matchLabels:
          app.kubernetes.io/name: {{ . }}
          app.kubernetes.io/component: api
  ports:
    - { protocol: TCP, port: 8080 }
{{- end }}
{{- include "service.dataEgress" . }}
- to: # AWS's endpoints, Cognito's keys, and the payment provider; never the node's own credentials
    - ipBlock:
        cidr: 0.0.0.0/0
        except: [169.254.169.254/32]
  ports:
    - { protocol: TCP, port: 443 }
- to:
    {{- range .Values.networks.nodes }}
    - ipBlock: { cidr: {{ . }} }
    {{- end }}
  ports:
    - { protocol: UDP, port: 2000 }
{{- end -}}

{{- define "service.dataEgress" -}}
{{- $ports := list }}
{{- if .Values.database }}{{ $ports = append $ports 5432 }}{{ end }}
{{- if .Values.redis }}{{ $ports = append $ports 6379 }}{{ end }}
{{- if $ports }}
- to:
    {{- range .Values.networks.data }}
    - ipBlock: { cidr: {{ . }} }
    {{- end }}
  ports:
    {{- range $ports }}
    - { protocol: TCP, port: {{ . }} }
    {{- end }}
{{- end }}
{{- end -}}

{{- define "service.dnsEgress" -}}
- to:
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: kube-system
      podSelector:
        matchLabels:
          k8s-app: kube-dns
  ports:
    - { protocol: UDP, port: 53 }
    - { protocol: TCP, port: 53 }
{{- end -}}
