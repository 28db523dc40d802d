"""What Chalice has deployed, kept in the artifacts bucket: any machine can deploy again.

Chalice finds a REST API by its record alone. Without it a second deployment would make a second API
with another address, so the record is fetched before and kept after each one. A first deployment
that broke off leaves none: then the API is looked for by its name.
"""

from typing import Any

import msgspec
from botocore.exceptions import ClientError

_ABSENT = frozenset({"NoSuchKey", "404"})
_REST_API = "rest_api"


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One application in one stage: Chalice's own record, and a digest of all that was deployed."""

    chalice: dict[str, Any]
    fingerprint: str = ""


class Records:
    """The records of one stage, in the artifacts bucket of its region."""

    def __init__(self, s3: Any, bucket: str, stage: str) -> None:
        self._s3 = s3
        self._bucket = bucket
        self._stage = stage

    def read(self, function: str) -> Record | None:
        """The record of an application, where it was deployed before."""
        try:
            found = self._s3.get_object(Bucket=self._bucket, Key=self._key(function))
        except ClientError as error:
            if error.response["Error"]["Code"] in _ABSENT:
                return None
            raise
        return msgspec.json.decode(found["Body"].read(), type=Record)

    def write(self, function: str, record: Record) -> None:
        """Keep a record; the bucket keeps earlier ones as versions."""
        self._s3.put_object(
            Bucket=self._bucket,
            Key=self._key(function),
            Body=msgspec.json.format(msgspec.json.encode(record)),
            ContentType="application/json",
        )

    def _key(self, function: str) -> str:
        return f"chalice/{self._stage}/{function}.json"


def adopted(name: str, apigateway: Any) -> Record | None:
    """A record of the REST API that an interrupted first deployment left behind, if it did."""
    identifier = rest_apis(apigateway).get(name)
    if identifier is None:
        return None
    resource = {
        "name": _REST_API,
        "resource_type": _REST_API,
        "rest_api_id": identifier,
        "rest_api_url": "",
    }
    return Record(chalice={"schema_version": "2.0", "backend": "api", "resources": [resource]})


def rest_apis(apigateway: Any) -> dict[str, str]:
    """What API Gateway called each REST API of a region, by the name that it was given."""
    pages = apigateway.get_paginator("get_rest_apis").paginate()
    return {api["name"]: str(api["id"]) for page in pages for api in page["items"]}
