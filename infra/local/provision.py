"""Creates on the local engines what the topology names: topics, queues, tables, buckets, users.

Everything can be repeated: what exists is brought to the wanted state, nothing is dropped.
"""

import contextlib
import json
from collections.abc import Iterable
from functools import partial
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from infra.local.engines import REGION, Engines
from infra.local.environment import ACCOUNT, AWS_KEYS, Environment, UserPoolIds, bucket_name
from infra.local.firehose.sources import STAGING_BUCKET
from infra.local.provision_streams import provision_streams
from infra.local.topology import Key, Queue, QueueDefaults, Table, Topology, UserPool
from infra.ops.databases import creation

STAFF_EMAIL = "staff@mercato.example"
STAFF_CODE = "000000"  # moto takes any six digits for a one-time password


class Aws:
    """boto3 clients for one AWS endpoint."""

    def __init__(self, endpoint_url: str) -> None:
        session = boto3.Session(
            aws_access_key_id=AWS_KEYS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=AWS_KEYS["AWS_SECRET_ACCESS_KEY"],
            region_name=REGION,
        )
        config = Config(connect_timeout=2, read_timeout=20, retries={"max_attempts": 2})
        make = partial(session.client, endpoint_url=endpoint_url, config=config)
        self.sns: Any = make("sns")
        self.sqs: Any = make("sqs")
        self.dynamodb: Any = make("dynamodb")
        self.s3: Any = make("s3")
        self.kinesis: Any = make("kinesis")
        self.firehose: Any = make("firehose")
        self.cognito: Any = make("cognito-idp")
        self.ses: Any = make("sesv2")


def provision(environment: Environment, aws: Aws | None = None) -> UserPoolIds:
    """Create everything; returns what Cognito named the user pool and its client."""
    topology = environment.topology
    aws = aws or Aws(environment.engines.aws_endpoint_url)
    provision_messaging(topology, aws)
    provision_channels(topology, aws)
    for name, table in topology.tables.items():
        _create_table(aws, name, table)
    for name in (*map(bucket_name, topology.buckets), STAGING_BUCKET):
        create_bucket(aws, name)
    provision_streams(topology, aws)
    return _create_users(aws, topology.user_pool, environment.credentials.staff_password)


# Messaging -------------------------------------------------------------------------------------


def provision_messaging(topology: Topology, aws: Aws) -> None:
    """Topics, queues with their DLQs, and the filtered subscriptions between them."""
    for name in topology.topics:
        aws.sns.create_topic(Name=name)
    for name, queue in topology.queues.items():
        _create_queue(aws, name, queue, topology.queue_defaults)
        _subscribe(aws, name, queue)


def _create_queue(aws: Aws, name: str, queue: Queue, defaults: QueueDefaults) -> None:
    dead_letters = {"MessageRetentionPeriod": defaults.dlq_message_retention_seconds}
    _ensure_queue(aws, f"{name}-dlq", dead_letters)
    redrive = {
        "deadLetterTargetArn": _arn("sqs", f"{name}-dlq"),
        "maxReceiveCount": defaults.max_receive_count,
    }
    attributes = {
        "VisibilityTimeout": queue.visibility_timeout_seconds
        or defaults.visibility_timeout_seconds,
        "MessageRetentionPeriod": defaults.message_retention_seconds,
        "ReceiveMessageWaitTimeSeconds": 20,
        "RedrivePolicy": json.dumps(redrive),
        "Policy": json.dumps(_queue_policy(name, queue.topic)),
    }
    _ensure_queue(aws, name, attributes)


def _ensure_queue(aws: Aws, name: str, attributes: dict[str, Any]) -> None:
    wanted = {key: str(value) for key, value in attributes.items()}
    url = aws.sqs.create_queue(QueueName=name)["QueueUrl"]
    aws.sqs.set_queue_attributes(QueueUrl=url, Attributes=wanted)


def _queue_policy(queue: str, topic: str) -> dict[str, Any]:
    """Only the topic may send."""
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": _arn("sqs", queue),
        "Condition": {"ArnEquals": {"aws:SourceArn": _arn("sns", topic)}},
    }
    return {"Version": "2012-10-17", "Statement": [statement]}


def _subscribe(aws: Aws, name: str, queue: Queue) -> None:
    arn = aws.sns.subscribe(
        TopicArn=_arn("sns", queue.topic),
        Protocol="sqs",
        Endpoint=_arn("sqs", name),
        ReturnSubscriptionArn=True,
    )["SubscriptionArn"]
    attributes = {"RawMessageDelivery": "true"}
    if queue.events:
        attributes["FilterPolicyScope"] = "MessageAttributes"
        attributes["FilterPolicy"] = json.dumps({"event_type": list(queue.events)})
    for key, value in attributes.items():
        aws.sns.set_subscription_attributes(
            SubscriptionArn=arn, AttributeName=key, AttributeValue=value
        )


def provision_channels(topology: Topology, aws: Aws) -> None:
    """What mail is sent from, and the application that push messages go to."""
    email, push = topology.email, topology.push
    with contextlib.suppress(aws.ses.exceptions.AlreadyExistsException):
        aws.ses.create_email_identity(EmailIdentity=email.identity)
    if email.configuration_set not in aws.ses.list_configuration_sets()["ConfigurationSets"]:
        aws.ses.create_configuration_set(ConfigurationSetName=email.configuration_set)
    aws.sns.create_platform_application(
        Name=push.application,
        Platform=push.platform,
        Attributes={"PlatformCredential": "local"},
    )


def _arn(service: str, name: str) -> str:
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{name}"


# Storage ---------------------------------------------------------------------------------------


def create_tables(topology: Topology, endpoint_url: str) -> None:
    """The DynamoDB tables alone, for tests of their owners."""
    aws = Aws(endpoint_url)
    for name, table in topology.tables.items():
        _create_table(aws, name, table)


def _create_table(aws: Aws, name: str, table: Table) -> None:
    keys: list[tuple[Key, str]] = [(table.partition_key, "HASH")]
    if table.sort_key is not None:
        keys.append((table.sort_key, "RANGE"))
    try:
        aws.dynamodb.create_table(
            TableName=name,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": key.name, "KeyType": kind} for key, kind in keys],
            AttributeDefinitions=[
                {"AttributeName": key.name, "AttributeType": key.type} for key, _ in keys
            ],
        )
    except aws.dynamodb.exceptions.ResourceInUseException:
        return  # it exists, and a table's keys never change
    if table.ttl_attribute is not None:
        aws.dynamodb.update_time_to_live(
            TableName=name,
            TimeToLiveSpecification={"Enabled": True, "AttributeName": table.ttl_attribute},
        )


def create_bucket(aws: Aws, name: str) -> None:
    """A bucket, unless it is there already."""
    try:
        aws.s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    except ClientError as error:
        if error.response["Error"]["Code"] != "BucketAlreadyOwnedByYou":
            raise


# Users -----------------------------------------------------------------------------------------


def _create_users(aws: Aws, pool: UserPool, staff_password: str) -> UserPoolIds:
    pool_id = _find_pool(aws, pool.name) or _create_pool(aws, pool)
    client_id = _find_client(aws, pool_id, pool.client) or _create_client(aws, pool_id, pool.client)
    for group in pool.groups:
        _create_group(aws, pool_id, group)
    _create_staff(aws, pool_id, staff_password)
    _enrol_staff(aws, pool_id, client_id, staff_password)
    for group in pool.groups:
        aws.cognito.admin_add_user_to_group(
            UserPoolId=pool_id, Username=STAFF_EMAIL, GroupName=group
        )
    return UserPoolIds(pool_id, client_id)


def _find_pool(aws: Aws, name: str) -> str | None:
    pools = aws.cognito.list_user_pools(MaxResults=60)["UserPools"]
    return next((str(pool["Id"]) for pool in pools if pool["Name"] == name), None)


def _create_pool(aws: Aws, pool: UserPool) -> str:
    password = {
        "MinimumLength": pool.password_minimum_length,
        "RequireLowercase": False,
        "RequireUppercase": False,
        "RequireNumbers": False,
        "RequireSymbols": False,
    }
    created = aws.cognito.create_user_pool(
        PoolName=pool.name,
        Policies={"PasswordPolicy": password},
        UsernameAttributes=["email"],
        AutoVerifiedAttributes=["email"],
        MfaConfiguration="OPTIONAL",
    )
    return str(created["UserPool"]["Id"])


def _find_client(aws: Aws, pool_id: str, name: str) -> str | None:
    clients = aws.cognito.list_user_pool_clients(UserPoolId=pool_id, MaxResults=60)
    found = (each for each in clients["UserPoolClients"] if each["ClientName"] == name)
    return next((str(each["ClientId"]) for each in found), None)


def _create_client(aws: Aws, pool_id: str, name: str) -> str:
    created = aws.cognito.create_user_pool_client(
        UserPoolId=pool_id,
        ClientName=name,
        GenerateSecret=False,
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        AccessTokenValidity=15,
        TokenValidityUnits={"AccessToken": "minutes"},
        PreventUserExistenceErrors="ENABLED",
    )
    return str(created["UserPoolClient"]["ClientId"])


def _create_group(aws: Aws, pool_id: str, name: str) -> None:
    try:
        aws.cognito.create_group(GroupName=name, UserPoolId=pool_id)
    except aws.cognito.exceptions.GroupExistsException:
        return


def _create_staff(aws: Aws, pool_id: str, password: str) -> None:
    """One person who may do everything, so that the back office can be tried."""
    try:
        aws.cognito.admin_create_user(
            UserPoolId=pool_id,
            Username=STAFF_EMAIL,
            MessageAction="SUPPRESS",
            UserAttributes=[
                {"Name": "email", "Value": STAFF_EMAIL},
                {"Name": "email_verified", "Value": "true"},
            ],
        )
    except aws.cognito.exceptions.UsernameExistsException:
        return
    aws.cognito.admin_set_user_password(
        UserPoolId=pool_id, Username=STAFF_EMAIL, Password=password, Permanent=True
    )


def _enrol_staff(aws: Aws, pool_id: str, client_id: str, password: str) -> None:
    """Set the second factor up without which staff gets no groups."""
    staff = aws.cognito.admin_get_user(UserPoolId=pool_id, Username=STAFF_EMAIL)
    if staff.get("UserMFASettingList"):
        return
    token = aws.cognito.initiate_auth(
        ClientId=client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": STAFF_EMAIL, "PASSWORD": password},
    )["AuthenticationResult"]["AccessToken"]
    aws.cognito.associate_software_token(AccessToken=token)
    aws.cognito.verify_software_token(AccessToken=token, UserCode=STAFF_CODE)
    aws.cognito.set_user_mfa_preference(
        AccessToken=token, SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": True}
    )


# Databases -------------------------------------------------------------------------------------


async def create_databases(engines: Engines, databases: Iterable[str]) -> frozenset[str]:
    """One role and one database per service, closed to the others; returns the new ones."""
    server = creation.Server(
        host="127.0.0.1",
        port=engines.ports.postgres,
        master="postgres",
        password=engines.credentials.postgres_password,
        ssl="disable",
    )
    passwords = engines.credentials.database_passwords
    accounts = [creation.Account(name, passwords[name]) for name in databases]
    return await creation.create_databases(server, accounts)
