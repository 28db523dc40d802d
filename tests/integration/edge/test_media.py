"""Pictures from the bucket: cached, typed by us, and unable to run anything."""

from tests.integration.edge.conftest import RunningEdge


async def test_a_picture_is_typed_by_its_name_and_put_in_a_sandbox(edge: RunningEdge) -> None:
    answer = await edge.client.get("/media/products/lamp.svg")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "script-src" not in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "public, max-age=300"


async def test_what_is_no_picture_is_a_download(edge: RunningEdge) -> None:
    answer = await edge.client.get("/media/evil.html")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == "attachment"


async def test_a_picture_that_is_known_is_not_sent_again(edge: RunningEdge) -> None:
    first = await edge.client.get("/media/a%20b.png")
    again = await edge.client.get(
        "/media/a%20b.png", headers={"if-none-match": f'"x", W/{first.headers["etag"]}'}
    )
    assert first.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert len(first.content) == 3004
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == first.headers["etag"]


async def test_a_picture_comes_as_wide_as_it_is_asked_for(edge: RunningEdge) -> None:
    whole = await edge.client.get("/media/products/photo.webp")
    narrow = await edge.client.get("/media/products/photo.webp?w=161")
    drawing = await edge.client.get("/media/products/lamp.svg?w=200")

    assert (whole.content, narrow.content) == (b"photo.webp", b"photo.w320.webp")
    assert {whole.headers["content-type"], narrow.headers["content-type"]} == {"image/webp"}
    assert drawing.status_code == 200


async def test_a_part_of_a_film_can_be_had(edge: RunningEdge) -> None:
    answer = await edge.client.get("/media/a%20b.png", headers={"range": "bytes=1-3"})
    assert (answer.status_code, answer.content) == (206, b"PNG")
    assert answer.headers["content-range"] == "bytes 1-3/3004"


async def test_what_is_not_there_is_a_404_and_nothing_can_be_written(edge: RunningEdge) -> None:
    assert (await edge.client.get("/media/none.png")).status_code == 404
    assert (await edge.client.get("/media/")).status_code == 404
    refused = await edge.client.put("/media/a.png", content=b"x")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
