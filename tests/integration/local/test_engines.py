"""The engines, as every other integration test gets them."""

import asyncpg
import boto3
import httpx
import redis.asyncio as redis

from infra.local.engines import Engines


async def test_postgres_is_durable_and_asks_for_a_password(engines: Engines) -> None:
    url = await engines.create_database("durability")
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        assert await connection.fetchval("SHOW fsync") == "on"
        assert await connection.fetchval("SHOW synchronous_commit") == "on"
        assert await connection.fetchval("SHOW password_encryption") == "scram-sha-256"
        assert await connection.fetchval("SELECT lower('ÄÖÉ')") == "äöé"
    finally:
        await connection.close()


async def test_valkey_answers_with_its_password(engines: Engines) -> None:
    async with redis.from_url(engines.redis_url) as client:
        assert await client.ping()


async def test_the_search_engine_answers(engines: Engines) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.get(engines.opensearch_url)
    assert answer.json()["version"]["number"]


def test_the_aws_apis_answer(engines: Engines) -> None:
    client = boto3.client(
        "sqs",
        endpoint_url=engines.aws_endpoint_url,
        region_name="eu-west-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )
    assert client.create_queue(QueueName="probe")["QueueUrl"].endswith("/probe")
