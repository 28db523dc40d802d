"""The chart of a service, rendered as Argo CD does it for each service and cluster."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args
from urllib.parse import quote

import pytest
import yaml
from sqlalchemy.engine import make_url

from core_services.cart.settings import Settings as CartSettings
from core_services.catalog.settings import Settings as CatalogSettings
from core_services.chassis import health, process, sqs
from core_services.chassis.settings import Secret, ServiceSettings, read_settings
from core_services.order.settings import Settings as OrderSettings
from core_services.payment.settings import Settings as PaymentSettings
from core_services.search.settings import Settings as SearchSettings
from infra.local.environment import variable
from infra.local.topology import Topology
from tests.infra import checkov, clusters, manifests
from tests.infra.clusters import CLUSTERS, INFRA, SERVICE_CHART, SERVICES, TOPOLOGY
from tests.infra.helm_engine import RefusedError, lint, merged, read, render
from tests.infra.waivers import Finding, needed, unwaived, waivers

VALUES = INFRA / "helm" / "values"
SETTINGS: Mapping[str, type[ServiceSettings]] = {
    "cart": CartSettings,
    "catalog": CatalogSettings,
    "order": OrderSettings,
    "payment": PaymentSettings,
    "search": SearchSettings,
}
NOT_SETTINGS = {"HOST_IP", "SECRETS_DIRECTORY"}  # what a pod is told besides
EVERYWHERE = [(cluster, service) for cluster in CLUSTERS for service in SERVICES]
PROCESSES = [
    (cluster, service, container)
    for cluster, service in EVERYWHERE
    for container in ("api", "worker", "migrate")
    if container != "migrate" or (TOPOLOGY.services[service].database and cluster != "prod-standby")
]
everywhere = pytest.mark.parametrize(("cluster", "service"), EVERYWHERE)
every_service = pytest.mark.parametrize("service", SERVICES)


def test_each_service_of_the_topology_has_values_and_nothing_else_does() -> None:
    files = {path.stem for path in VALUES.glob("*.yaml")}
    overrides = {path.relative_to(VALUES).as_posix() for path in VALUES.glob("*/*")}

    assert files == {*SERVICES, *CLUSTERS}
    assert overrides <= {f"{cluster}/{service}.yaml" for cluster, service in EVERYWHERE}


@everywhere
def test_a_file_of_a_service_in_an_environment_says_only_what_differs(
    cluster: str, service: str
) -> None:
    defaults = read(SERVICE_CHART / "values.yaml")
    without = merged(defaults, read(VALUES / f"{service}.yaml"), read(VALUES / f"{cluster}.yaml"))
    own = read(VALUES / cluster / f"{service}.yaml")

    assert not [path for path, value in leaves(own) if dict(leaves(without)).get(path) == value]


@everywhere
def test_helm_has_nothing_to_say_against_it(cluster: str, service: str) -> None:
    values = clusters.service_values(cluster, service)

    assert lint(SERVICE_CHART, values, namespace="mercato") == []


@everywhere
def test_kubernetes_would_accept_every_object(cluster: str, service: str) -> None:
    objects = clusters.service(cluster, service)

    assert [fault for each in objects for fault in manifests.faults(each)] == []
    assert len({(o["kind"], o["metadata"]["name"]) for o in objects}) == len(objects)
    assert not [o for o in objects if "namespace" in o["metadata"]]


# What the schema refuses.


@pytest.mark.parametrize(
    ("cluster", "change", "complaint"),
    [
        ("prod", {"api": {"replicas": {"min": 1}}}, "min"),
        ("prod-standby", {"api": {"replicas": {"min": 1}}}, "min"),
        ("prod", {"worker": {"replicas": {"min": 1}}}, "min"),
        ("prod", {"spread": {"zones": "ScheduleAnyway"}}, "zones"),
        ("prod", {"api": {"canary": {"steps": []}}}, "steps"),
        ("prod", {"api": {"canary": {"analysis": {"enabled": False}}}}, "enabled"),
        ("prod", {"logLevel": "DEBUG"}, "logLevel"),
        ("dev", {"image": {"digest": "latest"}}, "digest"),
        ("dev", {"image": {"digest": ""}}, "digest"),
        ("dev", {"image": {"tag": "1.0"}}, "tag"),
        ("dev", {"replicas": 3}, "replicas"),
        ("dev", {"service": "basket"}, "service"),
        ("dev", {"environment": "production"}, "environment"),
        ("dev", {"settings": {"STRIPE_API_KEY": "sk_live_1"}}, "STRIPE_API_KEY"),
        ("dev", {"settings": {"LOG_LEVEL": "INFO"}}, "LOG_LEVEL"),
        ("dev", {"targetGroups": {"internal": ""}}, "internal"),
        ("dev", {"endpoints": {"database": []}}, "database"),
        ("dev", {"networks": {"data": []}}, "data"),
        ("dev", {"api": {"resources": {"limits": {"cpu": "1"}}}}, "limits"),
    ],
    ids=lambda value: (
        value if isinstance(value, str) else "-".join(path for path, _ in leaves(value))
    ),
)
def test_values_that_would_hurt_are_refused(
    cluster: str, change: dict[str, Any], complaint: str
) -> None:
    values = merged(clusters.service_values(cluster, "payment"), change)

    with pytest.raises(RefusedError, match=complaint):
        render(SERVICE_CHART, values, name="payment", namespace="mercato")


# Settings: everything that the code reads, under the names of the topology, and nothing else.


@pytest.mark.parametrize(("cluster", "service", "container"), PROCESSES)
def test_a_process_gets_every_setting_that_it_needs_and_none_that_it_does_not_know(
    cluster: str, service: str, container: str
) -> None:
    environment = told(cluster, service, container)
    kind = SETTINGS[service]

    settings = read_settings(kind, environment)

    assert set(environment) - NOT_SETTINGS <= {name.upper() for name in kind.__struct_fields__}
    assert settings.environment == clusters.facts(cluster)["environment"]
    assert settings.host == "0.0.0.0"
    assert settings.port == (8081 if container == "worker" else 8080)


@everywhere
def test_settings_name_what_the_topology_gives_to_the_service(cluster: str, service: str) -> None:
    expected = named_by_the_topology(service, clusters.facts(cluster))
    config = clusters.named(clusters.service(cluster, service), "ConfigMap", service)["data"]
    suffixes = ("_TOPIC_ARN", "_QUEUE_URL", "_TABLE", "_BUCKET", "_DELIVERY_STREAM", "_STREAM")
    neighbours = {variable(name, "URL") for name in SERVICES}

    found = {k: v for k, v in config.items() if k.endswith(suffixes) or k in neighbours}

    assert found == expected


@every_service
def test_values_say_of_a_service_what_the_topology_says(service: str) -> None:
    values = merged(read(SERVICE_CHART / "values.yaml"), read(VALUES / f"{service}.yaml"))
    needs = TOPOLOGY.services[service]

    assert values["database"] == (needs.database is not None)
    assert values["redis"] == needs.redis
    assert values["opensearch"] == needs.opensearch
    assert values["worker"]["enabled"] == needs.worker
    assert values["public"] == any(route.service == service for route in TOPOLOGY.routes)
    assert set(values["calls"]) == set(TOPOLOGY.called_from(service))
    assert set(values["calledBy"]) == set(needs.called_by) & set(SERVICES)


@everywhere
def test_secrets_are_in_files_only_and_just_those_that_the_code_reads(
    cluster: str, service: str
) -> None:
    secret_fields = {
        name.upper()
        for name, kind in SETTINGS[service].__annotations__.items()
        if kind is Secret or Secret in get_args(kind)
    } | {"GUEST_SESSION_SECRET", "SERVICE_TOKEN_SECRET"}
    needs = TOPOLOGY.services[service]
    secret_fields |= {"DATABASE_URL"} if needs.database else set()
    secret_fields |= {"REDIS_URL"} if needs.redis else set()
    objects = clusters.service(cluster, service)
    template = clusters.named(objects, "ExternalSecret", service)["spec"]["target"]["template"]

    assert set(template["data"]) == secret_fields
    assert not secret_fields & set(clusters.named(objects, "ConfigMap", service)["data"])
    for _, pod in clusters.pods(objects):
        assert not [v for c in pod["containers"] for v in c.get("env", []) if is_secret(v)]


@everywhere
def test_a_service_reads_no_secret_of_another(cluster: str, service: str) -> None:
    prefix = f"mercato-{clusters.facts(cluster)['environment']}/"
    spec = clusters.named(clusters.service(cluster, service), "ExternalSecret", service)["spec"]
    needs = TOPOLOGY.services[service]
    expected = {"guest-session", "service-token"}
    expected |= {f"database/{service}"} if needs.database else set()
    expected |= {"redis"} if needs.redis else set()
    expected |= {"stripe"} if service == "payment" else set()

    assert {each["remoteRef"]["key"] for each in spec["data"]} == {prefix + e for e in expected}
    assert expected <= readable_secrets() | {f"database/{service}"}


@pytest.mark.parametrize("cluster", CLUSTERS)
def test_the_database_is_reached_by_tls_at_the_hosts_of_the_region(cluster: str) -> None:
    url = make_url(secrets(cluster, "order")["DATABASE_URL"])
    hosts = url.query["host"]

    assert url.drivername == "postgresql+asyncpg"
    assert (url.username, url.password, url.database) == ("order", "p@ss/w:rd", "order")
    assert url.query["ssl"] == "verify-full"
    told_hosts = [hosts] if isinstance(hosts, str) else list(hosts)
    assert told_hosts == [f"{host}:5432" for host in clusters.facts(cluster)["database_hosts"]]


# Who may speak to whom.


@everywhere
def test_only_the_topologys_callers_and_load_balancers_reach_an_api(
    cluster: str, service: str
) -> None:
    policy = policy_of(cluster, service, "api")
    (rule,) = policy["ingress"]
    networks = clusters.facts(cluster)["networks"]
    balancers = {*networks["public_load_balancer"], *networks["internal_load_balancer"]}
    callers = {name(peer) for peer in rule["from"] if "podSelector" in peer}
    own_test = {service}

    assert ports(rule) == {("TCP", 8080)}
    assert callers == {*TOPOLOGY.services[service].called_by} & {*SERVICES} | own_test
    assert {peer["ipBlock"]["cidr"] for peer in rule["from"] if "ipBlock" in peer} == balancers


@everywhere
@pytest.mark.parametrize("component", ["api", "worker"])
def test_pods_go_to_their_neighbours_their_data_and_aws_only(
    cluster: str, service: str, component: str
) -> None:
    egress = policy_of(cluster, service, component)["egress"]
    facts, needs = clusters.facts(cluster), TOPOLOGY.services[service]
    reached = {
        (name(peer), *ports(rule)) for rule in egress for peer in rule["to"] if of_ours(peer)
    }
    addresses = {
        (peer["ipBlock"]["cidr"], port)
        for rule in egress
        for peer in rule["to"]
        if "ipBlock" in peer
        for port in ports(rule)
    }
    data = {("TCP", 5432)} if needs.database else set()
    data |= {("TCP", 6379)} if needs.redis else set()
    networks = facts["networks"]

    assert reached == {(each, ("TCP", 8080)) for each in TOPOLOGY.called_from(service)}
    assert addresses == (
        {("0.0.0.0/0", ("TCP", 443))}
        | {(cidr, port) for cidr in networks["data"] for port in data}
        | {(cidr, ("UDP", 2000)) for cidr in networks["nodes"]}
    )


@every_service
def test_nobody_calls_a_worker(service: str) -> None:
    policy = policy_of("prod", service, "worker")

    assert policy["policyTypes"] == ["Ingress", "Egress"]
    assert "ingress" not in policy


@every_service
def test_every_pod_has_a_policy_of_its_own(service: str) -> None:
    objects = clusters.service("prod", service)
    selected = [
        each["spec"]["podSelector"]["matchLabels"]
        for each in clusters.of_kind(objects, "NetworkPolicy")
    ]
    labelled = [
        o["spec"]["template"]["metadata"]["labels"]
        for o in clusters.of_kind(objects, "Rollout", "Deployment", "Job")
    ] + [o["metadata"]["labels"] for o in clusters.of_kind(objects, "Pod")]

    for labels in labelled:
        assert any(s.items() <= labels.items() for s in selected), labels


@every_service
def test_a_services_port_is_its_pods_port_as_the_vpc_cni_wants_it(service: str) -> None:
    (port,) = clusters.named(clusters.service("prod", service), "Service", service)["spec"]["ports"]

    assert port["port"] == port["targetPort"] == 8080


# Leaving without losing a request.


def test_an_api_outlasts_its_deregistration_and_then_finishes_its_requests() -> None:
    drain = read(SERVICE_CHART / "values.yaml")["drain"]

    assert drain["graceSeconds"] == process._GRACE_SECONDS
    assert drain["preStopSeconds"] + drain["seconds"] >= deregistration_delay() + 5


@everywhere
def test_a_pod_is_not_killed_before_it_is_done(cluster: str, service: str) -> None:
    objects = clusters.service(cluster, service)
    api = clusters.named(objects, "Rollout", service)["spec"]["template"]["spec"]
    worker = clusters.named(objects, "Deployment", f"{service}-worker")["spec"]["template"]["spec"]
    (container,) = api["containers"]
    settings = read_settings(SETTINGS[service], told(cluster, service, "api"))
    slept = container["lifecycle"]["preStop"]["sleep"]["seconds"]
    worked = settings.queue_wait_seconds + sqs._DELIVERY_SECONDS

    assert api["terminationGracePeriodSeconds"] > slept + settings.drain_seconds + 20
    assert settings.drain_seconds == 25
    assert worker["terminationGracePeriodSeconds"] >= worked + 10


@every_service
def test_probes_ask_the_right_questions_patiently_enough(service: str) -> None:
    for _, pod in clusters.pods(clusters.service("prod", service)):
        for container in pod["containers"]:
            if "livenessProbe" not in container:
                continue
            assert container["livenessProbe"]["httpGet"]["path"] == "/health/live"
            assert container["startupProbe"]["httpGet"]["path"] == "/health/live"
            assert container["readinessProbe"]["httpGet"]["path"] == "/health/ready"
            assert container["readinessProbe"]["timeoutSeconds"] > health._CHECK_SECONDS


# Staying alive.


@everywhere
def test_how_many_there_are_is_the_autoscalers_business(cluster: str, service: str) -> None:
    objects = clusters.service(cluster, service)
    values = clusters.service_values(cluster, service)
    hpa = clusters.named(objects, "HorizontalPodAutoscaler", service)["spec"]
    keda = clusters.named(objects, "ScaledObject", f"{service}-worker")["spec"]

    assert not [
        o for o in clusters.of_kind(objects, "Rollout", "Deployment") if "replicas" in o["spec"]
    ]
    assert hpa["scaleTargetRef"]["kind"] == "Rollout"
    assert (hpa["minReplicas"], hpa["maxReplicas"]) == tuple(values["api"]["replicas"].values())
    assert keda["minReplicaCount"] >= 1
    assert keda["scaleTargetRef"]["name"] == f"{service}-worker"


@everywhere
def test_workers_scale_on_every_queue_that_they_consume(cluster: str, service: str) -> None:
    facts = clusters.facts(cluster)
    keda = clusters.named(clusters.service(cluster, service), "ScaledObject", f"{service}-worker")
    urls = {each["metadata"]["queueURL"] for each in keda["spec"]["triggers"]}

    assert urls == {queue_url(facts, name) for name in queues_of(service)}


@everywhere
def test_disruptions_take_one_pod_at_a_time(cluster: str, service: str) -> None:
    budgets = clusters.of_kind(clusters.service(cluster, service), "PodDisruptionBudget")

    assert {b["metadata"]["name"] for b in budgets} == {f"{service}-api", f"{service}-worker"}
    for budget in budgets:
        assert budget["spec"]["maxUnavailable"] == 1
        assert "minAvailable" not in budget["spec"]
        assert budget["spec"]["unhealthyPodEvictionPolicy"] == "AlwaysAllow"


@pytest.mark.parametrize("cluster", ["stage", "prod", "prod-standby"])
@every_service
def test_no_zone_holds_everything(cluster: str, service: str) -> None:
    objects = clusters.service(cluster, service)
    for kind, key in (
        ("Rollout", "rollouts-pod-template-hash"),
        ("Deployment", "pod-template-hash"),
    ):
        (made,) = clusters.of_kind(objects, kind)
        zones, hosts = made["spec"]["template"]["spec"]["topologySpreadConstraints"]
        assert zones["topologyKey"] == "topology.kubernetes.io/zone"
        assert zones["whenUnsatisfiable"] == "DoNotSchedule"
        assert hosts["topologyKey"] == "kubernetes.io/hostname"
        assert zones["matchLabelKeys"] == hosts["matchLabelKeys"] == [key]


@pytest.mark.parametrize("cluster", CLUSTERS)
def test_the_nodes_can_carry_every_autoscalers_maximum(cluster: str) -> None:
    cpus, gigabytes = node_capacity(cluster)
    wanted_cpus, wanted_gigabytes = largest(cluster)

    assert wanted_cpus <= cpus * 0.9  # the rest is the system's
    assert wanted_gigabytes <= gigabytes * 0.75


@pytest.mark.parametrize("cluster", CLUSTERS)
def test_search_has_no_more_copies_than_its_domain_has_nodes(cluster: str) -> None:
    text = tfvars(cluster)
    (nodes,) = re.findall(r"^search += \{\s+size = \{[^}]*instances = (\d+)", text, re.MULTILINE)
    settings = read_settings(SearchSettings, told(cluster, "search", "api"))

    assert settings.index_replicas < int(nodes)


# Releases.


@pytest.mark.parametrize("cluster", ["stage", "prod", "prod-standby"])
@every_service
def test_a_canary_is_judged_by_errors_and_latency(cluster: str, service: str) -> None:
    objects = clusters.service(cluster, service)
    canary = clusters.named(objects, "Rollout", service)["spec"]["strategy"]["canary"]
    analysis = clusters.named(objects, "AnalysisTemplate", service)["spec"]["metrics"]
    expressions = str(analysis)
    waits = [step["pause"]["duration"] for step in canary["steps"] if "pause" in step]

    assert canary["analysis"]["templates"] == [{"templateName": service}]
    assert canary["maxUnavailable"] == 0
    assert waits
    assert [each["name"] for each in analysis] == ["error-ratio", "latency-p95"]
    environment = clusters.facts(cluster)["environment"]
    assert f'{{Mercato/{environment},service,operation}} service="{service}"' in expressions
    assert f'TargetGroup="targetgroup/{service}-p/0123456789"' in expressions


@every_service
def test_production_watches_a_canary_for_longer_than_metrics_take_to_show(service: str) -> None:
    objects = clusters.service("prod", service)
    canary = clusters.named(objects, "Rollout", service)["spec"]["strategy"]["canary"]
    minutes = sum(int(s["pause"]["duration"].rstrip("m")) for s in canary["steps"] if "pause" in s)

    assert canary["steps"][0] == {"setWeight": 20}
    assert minutes >= 10  # two minutes until metrics show, two windows of five


@pytest.mark.parametrize("cluster", CLUSTERS)
@every_service
def test_migrations_run_before_a_release_where_the_database_can_be_written_to(
    cluster: str, service: str
) -> None:
    objects = clusters.service(cluster, service)
    jobs = clusters.of_kind(objects, "Job")

    assert bool(jobs) == migrates(cluster, service)
    hooks = [o for o in objects if "helm.sh/hook-weight" in o["metadata"].get("annotations", {})]
    for each in hooks:
        annotations = each["metadata"]["annotations"]
        assert annotations["argocd.argoproj.io/hook"] == "PreSync"
        assert annotations["helm.sh/hook"] == "pre-install,pre-upgrade"
        assert annotations["helm.sh/hook-weight"] == annotations["argocd.argoproj.io/sync-wave"]
        assert (int(annotations["helm.sh/hook-weight"]) == -1) == (each["kind"] == "Job")
    if jobs:  # what a hook needs must be a hook, for nothing else is there yet
        made = {(o["kind"], o["metadata"]["name"]) for o in hooks}
        assert {kind for kind, _ in made} == {"ConfigMap", "ExternalSecret", "NetworkPolicy", "Job"}
        assert {each for _, each in made} == {f"{service}-migration"}
        (pod,) = [pod for owner, pod in clusters.pods(objects) if owner == f"{service}-migration"]
        assert pod["volumes"][0]["secret"]["secretName"] == f"{service}-migration"
        assert pod["serviceAccountName"] == "default"


@every_service
def test_a_changed_setting_or_secret_starts_new_pods(service: str) -> None:
    values = clusters.service_values("prod", service)
    changed = merged(values, {"cognito": {"clientId": "another"}})
    before = clusters.named(clusters.service("prod", service), "Rollout", service)
    after = clusters.named(
        render(SERVICE_CHART, changed, name=service, namespace="mercato"), "Rollout", service
    )

    assert checksum(before) != checksum(after)
    assert before["metadata"]["annotations"]["secret.reloader.stakater.com/reload"] == service


# No more rights than it takes.


@everywhere
def test_no_pod_can_do_more_than_it_must(cluster: str, service: str) -> None:
    for owner, pod in clusters.pods(clusters.service(cluster, service)):
        context = pod["securityContext"]
        assert context["runAsNonRoot"], owner
        assert context["runAsUser"] > 10_000
        assert context["seccompProfile"] == {"type": "RuntimeDefault"}
        assert pod["automountServiceAccountToken"] is False
        for container in pod["containers"]:
            assert container["securityContext"]["readOnlyRootFilesystem"]
            assert container["securityContext"]["allowPrivilegeEscalation"] is False
            assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
            resources = container["resources"]
            assert resources["limits"]["memory"] == resources["requests"]["memory"]
            assert "cpu" not in resources["limits"]
            assert re.search(rf"/mercato/{service}@sha256:[0-9a-f]{{64}}$", container["image"])


@everywhere
def test_the_identity_is_the_services_own_role(cluster: str, service: str) -> None:
    account = clusters.named(clusters.service(cluster, service), "ServiceAccount", service)
    annotations = account["metadata"]["annotations"]

    assert (
        annotations["eks.amazonaws.com/role-arn"]
        == clusters.facts(cluster)["service_role_arns"][service]
    )
    assert annotations["eks.amazonaws.com/sts-regional-endpoints"] == "true"


@everywhere
def test_pods_join_the_target_groups_that_terraform_made(cluster: str, service: str) -> None:
    groups = clusters.facts(cluster)["target_group_arns"]
    bound = clusters.of_kind(clusters.service(cluster, service), "TargetGroupBinding")

    assert {each["spec"]["targetGroupARN"] for each in bound} == {
        groups["public"][service],
        groups["internal"][service],
    }
    assert all("networking" not in each["spec"] for each in bound)


@cache
def findings() -> tuple[Finding, ...]:
    """checkov's, on every object of production and of the environment that is least like it."""
    with TemporaryDirectory() as folder:
        for cluster in ("dev", "prod"):
            objects = [*clusters.config(cluster)]
            for service in SERVICES:
                objects += clusters.service(cluster, service)
            for each in objects:
                each = merged(each, {"metadata": {"namespace": "mercato"}})
                path = Path(folder, f"{cluster}-{each['kind']}-{each['metadata']['name']}.yaml")
                path.write_text(yaml.safe_dump(as_checkov_knows_it(each)))
        return tuple(checkov.scan("kubernetes", Path(folder)))


def as_checkov_knows_it(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """A Rollout holds a Deployment's pods, which checkov would not look for in it."""
    if manifest["kind"] != "Rollout":
        return dict(manifest)
    spec = {key: manifest["spec"][key] for key in ("selector", "template")}
    return {**manifest, "apiVersion": "apps/v1", "kind": "Deployment", "spec": spec}


def test_checkov_finds_nothing_that_nobody_has_decided_about() -> None:
    found = unwaived(findings())

    assert not found, "\n".join(map(str, found))


def test_every_waiver_for_kubernetes_is_needed() -> None:
    ours = {waiver for waiver in waivers() if waiver.check.startswith("CKV_K8S")}

    assert not ours - needed(findings())


# What tests ask of the manifests.


def leaves(values: Mapping[str, Any], path: str = "") -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for key, value in values.items():
        here = f"{path}.{key}".lstrip(".")
        found += leaves(value, here) if isinstance(value, Mapping) else [(here, value)]
    return found


def migrates(cluster: str, service: str) -> bool:
    return TOPOLOGY.services[service].database is not None and cluster != "prod-standby"


def told(cluster: str, service: str, container: str) -> dict[str, str]:
    """The environment and the files of a container, together."""
    objects = clusters.service(cluster, service)
    (found,) = [
        c for _, pod in clusters.pods(objects) for c in pod["containers"] if c["name"] == container
    ]
    (source,) = found["envFrom"]
    config = clusters.named(objects, "ConfigMap", source["configMapRef"]["name"])["data"]
    direct = {each["name"]: each.get("value", "10.0.0.1") for each in found["env"]}
    direct = {key: value.replace("$(HOST_IP)", "10.0.0.1") for key, value in direct.items()}
    assert found["volumeMounts"][0]["mountPath"] == config["SECRETS_DIRECTORY"]
    return {**config, **direct, **secrets(cluster, service)}


def secrets(cluster: str, service: str) -> dict[str, str]:
    """The secrets that External Secrets would make."""
    spec = clusters.named(clusters.service(cluster, service), "ExternalSecret", service)["spec"]
    live = "live" if clusters.facts(cluster)["environment"] == "prod" else "test"
    stored = {
        "username": service,
        "password": "p@ss/w:rd",
        "dbname": service,
        "port": "5432",
        "api_key": f"sk_{live}_1",
        "webhook_secrets": "whsec_1,whsec_2",
    }
    known = {
        e["secretKey"]: stored.get(e["remoteRef"].get("property"), "text") for e in spec["data"]
    }

    def filled(text: str) -> str:
        text = re.sub(r"\{\{ \.(\w+) \| urlquery \}\}", lambda m: quote(known[m[1]], safe=""), text)
        return re.sub(r"\{\{ \.(\w+) \}\}", lambda m: known[m[1]], text)

    return {key: filled(text) for key, text in spec["target"]["template"]["data"].items()}


def named_by_the_topology(service: str, facts: Mapping[str, Any]) -> dict[str, str]:
    name = f"mercato-{facts['environment']}"
    place = f"{facts['region']}:{facts['account_id']}"
    topology: Topology = TOPOLOGY
    expected = {
        variable(topic, "TOPIC_ARN"): f"arn:aws:sns:{place}:{name}-{topic}"
        for topic, each in topology.topics.items()
        if each.producer == service
    }
    for queue in queues_of(service):
        expected[variable(topology.queues[queue].topic, "QUEUE_URL")] = queue_url(facts, queue)
    for table, owned in topology.tables.items():
        if owned.owner == service:
            expected[variable(table, "TABLE")] = f"{name}-{table}"
    for bucket, kept in topology.buckets.items():
        if kept.owner == service:
            full = f"{name}-{bucket}-{facts['account_id']}-{facts['region']}"
            expected[variable(bucket, "BUCKET")] = full
    for stream, delivery in topology.delivery_streams.items():
        if service in delivery.replayed_by:
            expected[variable(stream, "DELIVERY_STREAM")] = f"{name}-{stream}"
    for called in topology.called_from(service):
        expected[variable(called, "URL")] = f"http://{called}.mercato.svc.cluster.local:8080"
    return expected


def queues_of(service: str) -> list[str]:
    return [name for name, queue in TOPOLOGY.queues.items() if queue.consumer == service]


def queue_url(facts: Mapping[str, Any], queue: str) -> str:
    host = f"https://sqs.{facts['region']}.amazonaws.com"
    return f"{host}/{facts['account_id']}/mercato-{facts['environment']}-{queue}"


def readable_secrets() -> set[str]:
    """What the role of External Secrets may read, as Terraform has it."""
    text = (INFRA / "terraform" / "region" / "cluster.tf").read_text("utf-8")
    (listed,) = re.findall(r"secret_names = \[([^\]]*)\]", text)
    return set(re.findall(r'"([^"]+)"', listed))


def policy_of(cluster: str, service: str, component: str) -> dict[str, Any]:
    name = service if component == "api" else f"{service}-{component}"
    policy = clusters.named(clusters.service(cluster, service), "NetworkPolicy", name)["spec"]
    labels = policy["podSelector"]["matchLabels"]
    assert labels["app.kubernetes.io/name"] == service
    assert labels["app.kubernetes.io/component"] == component
    return dict(policy)


def of_ours(peer: Mapping[str, Any]) -> bool:
    return "podSelector" in peer and "namespaceSelector" not in peer


def name(peer: Mapping[str, Any]) -> str:
    return str(peer["podSelector"]["matchLabels"]["app.kubernetes.io/name"])


def ports(rule: Mapping[str, Any]) -> set[tuple[str, int]]:
    return {(each["protocol"], each["port"]) for each in rule["ports"]}


def is_secret(variable_: Mapping[str, Any]) -> bool:
    return "secretKeyRef" in str(variable_)


def checksum(rollout: Mapping[str, Any]) -> dict[str, str]:
    return dict(rollout["spec"]["template"]["metadata"]["annotations"])


def deregistration_delay() -> int:
    text = (INFRA / "terraform" / "modules" / "load_balancer" / "main.tf").read_text("utf-8")
    (seconds,) = re.findall(r"deregistration_delay += (\d+)", text)
    return int(seconds)


def tfvars(cluster: str) -> str:
    file = cluster.replace("-", ".") + ".tfvars"
    return (INFRA / "terraform" / "environments" / file).read_text("utf-8")


def node_capacity(cluster: str) -> tuple[float, float]:
    """CPUs and gigabytes of all nodes that the autoscaler may start; a `large` has 2 and 8."""
    text = tfvars(cluster)
    (zones,) = re.findall(r"availability_zones = \[([^\]]*)\]", text)
    (types,) = re.findall(r"instance_types += \[([^\]]*)\]", text)
    (maximum,) = re.findall(r"nodes = \{.*?maximum += (\d+)", text, re.DOTALL)
    assert all(each.strip(' "').endswith(".large") for each in types.split(","))
    count = int(maximum) * len(zones.split(","))
    return count * 2.0, count * 8.0


def largest(cluster: str) -> tuple[float, float]:
    """CPUs and gigabytes of everything at its maximum."""
    cpus, gigabytes = 0.0, 0.0
    for service in SERVICES:
        values = clusters.service_values(cluster, service)
        values = merged(read(SERVICE_CHART / "values.yaml"), values)
        for part in (values["api"], values["worker"]):
            cpus += part["replicas"]["max"] * float(part["resources"]["cpu"].rstrip("m")) / 1000
            gigabytes += part["replicas"]["max"] * float(part["resources"]["memory"][:-2]) / 1024
    return cpus, gigabytes
