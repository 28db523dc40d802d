"""What Argo CD is told: the right things, in the right order, from pinned places, within bounds."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.ops.databases import settings
from tests.infra import clusters, manifests
from tests.infra.clusters import CLUSTERS, GITOPS, INFRA, REPOSITORY, ROOT, SERVICES
from tests.infra.helm_engine import RefusedError, lint, merged, read, render

IMAGES = GITOPS / "images"
ADDONS = GITOPS / "platform" / "addons"
ENVIRONMENTS = ("dev", "stage", "prod")
every_cluster = pytest.mark.parametrize("cluster", CLUSTERS)
every_environment = pytest.mark.parametrize("environment", ENVIRONMENTS)


# The ApplicationSet: from facts and a release to one Application.


@every_cluster
def test_a_clusters_secret_and_its_release_make_its_platform(cluster: str, tmp_path: Path) -> None:
    parameters = told_by_the_generators(cluster)
    template = applicationset("prod")["spec"]["template"]
    source = template["spec"]["source"]

    revision = clusters.go_template(source["targetRevision"], parameters, tmp_path)
    values = yaml.safe_load(clusters.go_template(source["helm"]["values"], parameters, tmp_path))

    assert revision.strip() == "0123abc"
    assert values == clusters.platform_values(cluster)
    assert (ROOT / source["path"] / "Chart.yaml").exists()


@pytest.mark.parametrize("missing", ["facts", "cluster", "revision", "digests"])
def test_what_is_missing_stops_the_applicationset(missing: str, tmp_path: Path) -> None:
    parameters = told_by_the_generators("prod")
    parameters.pop(missing, None)
    parameters["metadata"]["annotations"].pop(missing, None)
    parameters["metadata"]["labels"].pop(missing, None)
    values = applicationset("prod")["spec"]["template"]["spec"]["source"]["helm"]["values"]

    with pytest.raises(RefusedError, match=missing):
        clusters.go_template(values, parameters, tmp_path)


def test_the_applicationset_deletes_nothing_and_forgives_nothing() -> None:
    spec = applicationset("prod")["spec"]

    assert spec["goTemplate"] is True
    assert spec["goTemplateOptions"] == ["missingkey=error"]
    assert spec["syncPolicy"] == {
        "applicationsSync": "create-update",
        "preserveResourcesOnDeletion": True,
    }
    argo = read(GITOPS / "bootstrap" / "argo-cd.values.yaml")
    assert argo["configs"]["params"]["applicationsetcontroller.policy"] == "create-update"


def test_the_release_that_is_read_is_the_clusters_own() -> None:
    _, git = applicationset("prod")["spec"]["generators"][0]["matrix"]["generators"]

    (file,) = git["git"]["files"]

    assert file == {"path": "infra/gitops/images/{{ .metadata.labels.cluster }}.yaml"}


# Facts: a wrong one is refused before anything is made of it.


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"role": "secondary"}, "role"),
        ({"account_id": "1"}, "account_id"),
        ({"database_hosts": []}, "database_hosts"),
        ({"service_role_arns": {"basket": "arn:aws:iam::111111111111:role/x"}}, "basket"),
        ({"networks": {"data": ["10.0.0.0"]}}, "data"),
        ({"target_group_arns": {"internal": {"order": "order"}}}, "order"),
        ({"colour": "blue"}, "colour"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_wrong_facts_are_refused(change: dict[str, Any], complaint: str) -> None:
    values = merged(clusters.platform_values("prod"), {"facts": change})

    with pytest.raises(RefusedError, match=complaint):
        render(GITOPS / "platform", values, name="platform", namespace="argocd")


def test_a_release_without_one_of_its_images_is_refused() -> None:
    values = clusters.platform_values("prod")
    digests = {k: v for k, v in clusters.released().items() if k != "payment"}

    with pytest.raises(RefusedError, match="payment"):
        render(
            GITOPS / "platform", values | {"digests": digests}, name="platform", namespace="argocd"
        )


def test_terraform_tells_every_fact_and_the_role_of_every_addon() -> None:
    text = (INFRA / "terraform" / "region" / "outputs.tf").read_text("utf-8")
    (output,) = re.findall(r'^output "cluster_facts" \{.*?^\}', text, re.MULTILINE | re.DOTALL)
    told = set(re.findall(r"^    (\w+) +=", output, re.MULTILINE))
    (addons,) = re.findall(r"addon_role_arns += (.+)", output)
    beside = set(re.findall(r"[{,] ([\w-]+) = module", addons))

    assert told == set(clusters.facts("prod"))
    assert addons.startswith("merge(module.addon_roles.role_arns,")
    assert set(clusters.addons()) == {*addon_roles_of_the_module(), *beside}


def test_facts_know_every_service_of_the_topology() -> None:
    schema = json.loads((GITOPS / "platform" / "values.schema.json").read_text("utf-8"))
    facts = schema["$defs"]["facts"]["properties"]
    images = schema["properties"]["digests"]["oneOf"][1]["properties"]

    assert set(facts["service_role_arns"]["properties"]) == set(SERVICES)
    assert set(facts["target_group_arns"]["properties"]["internal"]["properties"]) == set(SERVICES)
    assert set(images) == {*SERVICES, "operations"}


# Releases.


def test_there_is_a_release_for_each_cluster_and_nothing_else() -> None:
    assert {path.stem for path in IMAGES.iterdir()} == set(CLUSTERS)


@every_cluster
def test_a_release_names_a_commit_and_all_images_or_none(cluster: str) -> None:
    release = read(IMAGES / f"{cluster}.yaml")
    values = clusters.platform_values(cluster) | release

    assert set(release) == {"revision", "digests"}
    assert render(GITOPS / "platform", values, name="platform", namespace="argocd")


def test_before_the_first_release_there_are_no_services() -> None:
    values = clusters.platform_values("dev") | {"digests": {}}
    objects = render(GITOPS / "platform", values, name="platform", namespace="argocd")
    names = {each["metadata"]["name"] for each in objects}
    config = clusters.named(objects, "Application", "config")["spec"]["source"]["helm"]

    assert not names & set(SERVICES)
    assert config["valuesObject"]["databases"]["enabled"] is False


# Applications.


@every_cluster
def test_argo_cd_would_accept_every_object(cluster: str) -> None:
    objects = [*clusters.platform(cluster), *clusters.config(cluster)]

    assert [fault for each in objects for fault in manifests.faults(each)] == []


@every_environment
def test_argo_cd_would_accept_the_projects_and_the_applicationset(environment: str) -> None:
    objects = clusters.bootstrap(environment)

    assert [fault for each in objects for fault in manifests.faults(each)] == []


@every_cluster
def test_helm_has_nothing_to_say_against_it(cluster: str) -> None:
    bootstrap = {"repoURL": REPOSITORY, "revision": "main", "environment": "prod"}

    assert lint(GITOPS / "bootstrap", bootstrap, namespace="argocd") == []
    assert lint(GITOPS / "platform", clusters.platform_values(cluster), namespace="argocd") == []


def test_controllers_come_before_configuration_and_that_before_services() -> None:
    waves = {each["metadata"]["name"]: wave(each) for each in clusters.platform("prod")}
    addons = set(read(GITOPS / "platform" / "values.yaml")["addons"])

    assert waves["cert-manager"] == 0  # webhooks of the others have its certificates
    assert max(waves[each] for each in addons) < waves["config"]
    assert {waves["config"] + 1} == {waves[each] for each in SERVICES}
    assert max(waves[e] for e in ("keda", "external-secrets", "argo-rollouts")) < waves["config"]


def test_waves_of_applications_wait_because_their_health_is_judged() -> None:
    argo = read(GITOPS / "bootstrap" / "argo-cd.values.yaml")["configs"]["cm"]

    assert "resource.customizations.health.argoproj.io_Application" in argo


@every_cluster
def test_deleting_an_application_leaves_what_it_made(cluster: str) -> None:
    for each in clusters.platform(cluster):
        assert "finalizers" not in each["metadata"]
        options = each["metadata"]["annotations"]["argocd.argoproj.io/sync-options"]
        assert options == "Prune=false"


@every_cluster
def test_autoscalers_are_no_drift(cluster: str) -> None:
    for service in SERVICES:
        spec = clusters.application(cluster, service)["spec"]
        ignored = {(each["kind"], *each["jsonPointers"]) for each in spec["ignoreDifferences"]}

        assert ignored == {("Rollout", "/spec/replicas"), ("Deployment", "/spec/replicas")}
        assert "RespectIgnoreDifferences=true" in spec["syncPolicy"]["syncOptions"]


@every_cluster
def test_every_values_file_that_must_be_there_is(cluster: str) -> None:
    for service in SERVICES:
        helm = clusters.application(cluster, service)["spec"]["source"]["helm"]
        own, environment, _ = (ROOT / path.lstrip("/") for path in helm["valueFiles"])

        assert own.exists()
        assert environment.exists()
    config = clusters.application(cluster, "config")["spec"]["source"]["helm"]["valueFiles"]
    assert all((GITOPS / "config" / path).exists() for path in config)


# Add-ons.


def test_each_addon_has_a_file_of_values_and_none_is_left_over() -> None:
    addons = set(read(GITOPS / "platform" / "values.yaml")["addons"])

    assert {path.stem for path in ADDONS.iterdir()} == addons - {"argo-cd"}


def test_addons_are_pinned_and_come_from_where_the_project_allows() -> None:
    allowed = project("add-ons")["sourceRepos"]
    for name, addon in read(GITOPS / "platform" / "values.yaml")["addons"].items():
        assert re.fullmatch(r"v?\d+\.\d+\.\d+", str(addon["version"])), name
        assert addon["repoURL"] in allowed, name
    used = {a["repoURL"] for a in read(GITOPS / "platform" / "values.yaml")["addons"].values()}

    assert set(allowed) == used | {REPOSITORY}


def test_addons_take_the_roles_that_terraform_made_for_their_accounts() -> None:
    """A role trusts one ServiceAccount: with another name an add-on would have no rights at all."""
    trusted = service_accounts_of_terraform()
    found = {}
    for each in clusters.platform("prod"):
        helm = each["spec"].get("sources", [{}])[0].get("helm", {})
        for role, account in accounts(helm.get("valuesObject", {})):
            found[role] = (each["spec"]["destination"]["namespace"], account)

    assert found == trusted
    assert set(trusted) == set(clusters.addons())


def test_the_load_balancer_controller_asks_the_node_for_nothing_and_makes_no_certificate() -> None:
    controller = clusters.application("prod", "aws-load-balancer-controller")
    values = controller["spec"]["sources"][0]["helm"]["valuesObject"]

    assert values["vpcId"] == clusters.facts("prod")["vpc_id"]
    assert values["region"] == "eu-central-1"
    assert values["enableCertManager"] is True


def test_log_lines_reach_cloudwatch_as_they_were_printed() -> None:
    values = clusters.application("prod", "aws-for-fluent-bit")["spec"]["sources"][0]["helm"]
    logs = values["valuesObject"]["cloudWatchLogs"]

    assert logs["logKey"] == "log"
    assert logs["logFormat"] == "json/emf"
    assert logs["logGroupName"] == "/mercato/prod/services"
    assert logs["autoCreateGroup"] is False


def test_traces_are_taken_where_services_send_them() -> None:
    helm = clusters.application("prod", "opentelemetry-collector")["spec"]["sources"][0]["helm"]
    values = helm["valuesObject"]
    xray = values["ports"]["xray"]

    assert values["mode"] == "daemonset"
    assert (xray["hostPort"], xray["protocol"]) == (2000, "UDP")
    (pod,) = [p for n, p in clusters.pods(clusters.service("prod", "order")) if n == "order"]
    addresses = [each.get("value") for each in pod["containers"][0]["env"]]
    assert "$(HOST_IP):2000" in addresses


# Projects.


@every_cluster
def test_everything_is_allowed_by_its_project_and_nothing_else_is_for_services(
    cluster: str,
) -> None:
    environment = clusters.facts(cluster)["environment"]
    made = {kind(o) for service in SERVICES for o in clusters.service(cluster, service)}
    made.discard(("", "Pod"))  # `helm test`, which Argo CD leaves out
    services, platform = project("services", environment), project("platform", environment)
    config = {kind(o) for o in clusters.config(cluster)}
    applications = {
        kind(o) for o in [*clusters.platform(cluster), *clusters.bootstrap(environment)]
    }

    assert made <= allowed(services)
    assert services["clusterResourceWhitelist"] == []
    assert config | applications <= allowed(platform)


def test_the_services_project_allows_no_kind_that_no_service_makes() -> None:
    made = {kind(o) for c in CLUSTERS for service in SERVICES for o in clusters.service(c, service)}

    assert allowed(project("services")) <= made


@every_cluster
def test_applications_stay_within_their_projects(cluster: str) -> None:
    for each in clusters.platform(cluster):
        spec = each["spec"]
        own = project(spec["project"])
        sources = [spec["source"]] if "source" in spec else spec["sources"]

        assert spec["destination"] in own["destinations"]
        assert {source["repoURL"] for source in sources} <= set(own["sourceRepos"])


@every_environment
def test_only_production_rests_at_the_weekend_and_a_person_may_still_repair(
    environment: str,
) -> None:
    windows = project("services", environment).get("syncWindows", [])

    assert bool(windows) == (environment == "prod")
    assert all(each["manualSync"] for each in windows)
    assert not project("platform", environment).get("syncWindows")


# What all services stand on.


@every_cluster
def test_the_namespace_refuses_what_is_not_restricted_and_who_is_not_allowed(cluster: str) -> None:
    objects = clusters.config(cluster)
    namespace = clusters.named(objects, "Namespace", "mercato")["metadata"]
    deny = clusters.named(objects, "NetworkPolicy", "nobody-speaks-to-nobody")["spec"]

    assert namespace["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
    assert namespace["labels"]["elbv2.k8s.aws/pod-readiness-gate-inject"] == "enabled"
    assert deny == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


@every_cluster
def test_the_quota_admits_every_autoscalers_maximum(cluster: str) -> None:
    quota = clusters.named(clusters.config(cluster), "ResourceQuota", "mercato")["spec"]["hard"]
    pods, cpus, gigabytes = 0, 0.0, 0.0
    for service in SERVICES:
        objects = clusters.service(cluster, service)
        most = clusters.named(objects, "HorizontalPodAutoscaler", service)["spec"]["maxReplicas"]
        workers = clusters.named(objects, "ScaledObject", f"{service}-worker")["spec"]
        counts = {service: most * 1.25, f"{service}-worker": workers["maxReplicaCount"] + 1}
        for owner, pod in clusters.pods(objects):
            count = counts.get(owner, 1)
            requests = pod["containers"][0]["resources"]["requests"]
            pods += int(count) + 1
            cpus += count * float(requests["cpu"].rstrip("m")) / 1000
            gigabytes += count * float(requests["memory"][:-2]) / 1024

    assert pods <= int(quota["pods"])
    assert cpus <= float(quota["requests.cpu"])
    assert gigabytes <= float(quota["requests.memory"][:-2])


@every_cluster
def test_priorities_and_stores_that_services_name_exist(cluster: str) -> None:
    objects = clusters.config(cluster)
    for service in SERVICES:
        made = clusters.service(cluster, service)
        for _, pod in clusters.pods(made):
            if "priorityClassName" in pod:
                assert clusters.named(objects, "PriorityClass", pod["priorityClassName"])
        for secret in clusters.of_kind(made, "ExternalSecret"):
            store = secret["spec"]["secretStoreRef"]
            assert clusters.named(objects, store["kind"], store["name"])
        for scaled in clusters.of_kind(made, "ScaledObject"):
            for trigger in scaled["spec"]["triggers"]:
                reference = trigger["authenticationRef"]
                assert clusters.named(objects, reference["kind"], reference["name"])


@every_cluster
def test_databases_are_created_where_they_can_be_written_to(cluster: str) -> None:
    objects = clusters.config(cluster)
    jobs = clusters.of_kind(objects, "Job")

    assert bool(jobs) == (clusters.facts(cluster)["role"] == "primary")


def test_the_job_that_creates_databases_is_told_what_it_reads(tmp_path: Path) -> None:
    objects = clusters.config("prod")
    ((_, pod),) = clusters.pods(objects)
    (container,) = pod["containers"]
    mounted = clusters.named(objects, "ExternalSecret", "databases")["spec"]["data"]
    for each in mounted:
        (tmp_path / each["secretKey"]).write_text(f"password of {each['remoteRef']['key']}")
    told = {each["name"]: each["value"] for each in container["env"]}
    databases = {k: v.database for k, v in clusters.TOPOLOGY.services.items() if v.database}

    server, accounts = settings.read(
        told | {"SECRETS_DIRECTORY": str(tmp_path)}, databases, no_secrets_manager
    )

    assert container["args"] == ["infra.ops.databases"]
    assert container["volumeMounts"][0]["mountPath"] == told["SECRETS_DIRECTORY"]
    assert server.password == "password of mercato-prod/aurora-master"
    assert server.ssl == "verify-full"
    assert {each.name: each.password for each in accounts} == {
        database: f"password of mercato-prod/database/{service}"
        for service, database in databases.items()
    }


def test_secrets_come_to_our_namespace_only() -> None:
    store = clusters.named(clusters.config("prod"), "ClusterSecretStore", "aws-secrets-manager")

    assert store["spec"]["conditions"] == [{"namespaces": ["mercato"]}]
    assert store["spec"]["provider"]["aws"]["region"] == "eu-central-1"


# What tests ask of the manifests.


def told_by_the_generators(cluster: str) -> dict[str, Any]:
    """What the cluster's secret and the file of its release give to the template."""
    return {
        "name": "in-cluster",
        "metadata": {
            "labels": {"cluster": cluster, "mercato-facts": "true"},
            "annotations": {"facts": json.dumps(clusters.facts(cluster))},
        },
        "revision": "0123abc",
        "digests": clusters.released(),
    }


def no_secrets_manager(_: settings.Settings) -> Callable[[str], str]:
    raise AssertionError("its passwords are files")


def applicationset(environment: str) -> dict[str, Any]:
    return clusters.named(clusters.bootstrap(environment), "ApplicationSet", "platform")


def project(name: str, environment: str = "prod") -> dict[str, Any]:
    return dict(clusters.named(clusters.bootstrap(environment), "AppProject", name)["spec"])


def kind(manifest: Mapping[str, Any]) -> tuple[str, str]:
    group, _, version = manifest["apiVersion"].rpartition("/")
    assert version
    return group, manifest["kind"]


def allowed(spec: Mapping[str, Any]) -> set[tuple[str, str]]:
    listed = [*spec["clusterResourceWhitelist"], *spec["namespaceResourceWhitelist"]]
    return {(each["group"], each["kind"]) for each in listed}


def wave(manifest: Mapping[str, Any]) -> int:
    return int(manifest["metadata"]["annotations"]["argocd.argoproj.io/sync-wave"])


def accounts(values: Any) -> list[tuple[str, str]]:
    """Which role an add-on's values give to which ServiceAccount."""
    found = []
    if isinstance(values, Mapping):
        for each in values.values():
            found += accounts(each)
        annotated = values.get("annotations")
        if isinstance(annotated, Mapping) and "eks.amazonaws.com/role-arn" in annotated:
            found.append((addon_of(annotated["eks.amazonaws.com/role-arn"]), values["name"]))
        if "irsa" in values:  # KEDA's chart names its own account
            found.append((addon_of(values["irsa"]["roleArn"]), "keda-operator"))
    return found


def addon_of(role: str) -> str:
    region = clusters.facts("prod")["region"]
    return role.rpartition("/")[2].removeprefix("mercato-prod-").removesuffix(f"-{region}")


def service_accounts_of_terraform() -> dict[str, tuple[str, str]]:
    """Those of the module, and those of roles that the root makes itself."""
    found = addon_roles_of_the_module()
    pattern = (
        r'source = "../modules/irsa_role".*?namespace += "([\w-]+)"\s+service_account += "([\w-]+)"'
    )
    for path in (INFRA / "terraform" / "region").glob("*.tf"):
        for namespace, account in re.findall(pattern, path.read_text("utf-8"), re.DOTALL):
            found[account] = (namespace, account)
    return found


def addon_roles_of_the_module() -> dict[str, tuple[str, str]]:
    text = (INFRA / "terraform" / "modules" / "addon_roles" / "main.tf").read_text("utf-8")
    pattern = r'^    ([\w-]+) += \{ namespace = "([\w-]+)", name = "([\w-]+)" \}'
    return {
        role: (namespace, account)
        for role, namespace, account in re.findall(pattern, text, re.MULTILINE)
    }
