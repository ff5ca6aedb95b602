"""ECR as AWS answers, in front of ministack's registry, which holds the layers that `podman push` has sent."""

import json
import re
from typing import NamedTuple

from ministack.core.responses import error_response_json, get_account_id, get_region, json_response, request_scope
from ministack.services import ecr

_NAME = re.compile(r"^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com/([^:@]+)(?::([^@]+))?(?:@(sha256:[0-9a-f]{64}))?$")
_INDEXES = ("application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json")


class PullError(Exception):
    """A refused pull, with the text that follows CannotPullContainerError."""


class Pull(NamedTuple):
    """An image to pull: by the digest of its own manifest, and the digest that the task reports."""
    repository: str
    manifest: str
    digest: str


def resolve(image, architecture):
    """The manifest of an image for an architecture, as the agent of Fargate finds it."""
    match = _NAME.match(image)
    if not match:
        raise PullError(f"pull image manifest has been retried 1 time(s): failed to resolve ref {image}")
    account, region, name, tag, digest = match.groups()
    host = image.split("/", 1)[0]
    with request_scope(account, region):
        found = ecr._find_image(name, {"imageDigest": digest} if digest else {"imageTag": tag or "latest"})
        if not found:
            raise PullError("pull image manifest has been retried 1 time(s): "
                            f"failed to resolve ref {image}: {image}: not found")
        manifest = json.loads(found["imageManifest"])
        chosen = found["imageDigest"]
        if found.get("imageManifestMediaType") in _INDEXES:
            entries = [entry for entry in manifest["manifests"]
                       if (entry.get("platform") or {}).get("architecture") == architecture]
            if not entries:
                raise PullError("pull image manifest has been retried 1 time(s): failed to find a "
                                f"descriptor for platform {{linux/{architecture}}} in {image}")
            chosen = entries[0]["digest"]
        else:
            config = json.loads(ecr._layer_blobs.get(name, {})[manifest["config"]["digest"]])
            if config.get("architecture") != architecture:
                raise PullError("pull image manifest has been retried 1 time(s): image Manifest does "
                                f"not contain descriptor matching platform 'linux/{architecture}'")
        return Pull(f"{host}/{name}", chosen, found["imageDigest"])


def _size(name, manifest):
    return sum(layer.get("size", 0) for layer in [manifest.get("config", {}), *manifest.get("layers", [])])


def _batch_get_image(data):
    """Answers with the id that was asked for. Ministack answers with the image's newest tag."""
    name = data.get("repositoryName", "")
    if name not in ecr._repositories:
        return ecr._batch_get_image(data)
    images, failures = [], []
    for asked in data.get("imageIds", []):
        found = ecr._find_image(name, {key: value for key, value in asked.items() if key == "imageDigest"} or asked)
        tags = (found or {}).get("imageTags") or []
        if not found or (asked.get("imageTag") and asked["imageTag"] not in tags):
            failures.append({"imageId": asked, "failureCode": "ImageNotFound", "failureReason": "Requested image not found"})
            continue
        images.append({
            "registryId": get_account_id(), "repositoryName": name,
            "imageId": dict(asked, imageDigest=found["imageDigest"]),
            "imageManifest": found["imageManifest"], "imageManifestMediaType": found["imageManifestMediaType"]})
    return json_response({"images": images, "failures": failures})


def _describe_images(data):
    """Adds the size of the layers and the status to what ministack answers."""
    status, headers, body = ecr._describe_images(data)
    if status != 200:
        return status, headers, body
    answer = json.loads(body)
    name = data.get("repositoryName", "")
    for detail in answer["imageDetails"]:
        found = ecr._find_image(name, {"imageDigest": detail["imageDigest"]})
        detail.update(imageManifestMediaType=found["imageManifestMediaType"], imageStatus="ACTIVE",
                      imageSizeInBytes=_size(name, json.loads(found["imageManifest"])))
    return json_response(answer)


def _download_url(address):
    def answer(data):
        name, digest = data.get("repositoryName", ""), data.get("layerDigest", "")
        if name not in ecr._repositories:
            return ecr._get_download_url_for_layer(data)
        if digest not in ecr._layer_blobs.get(name, {}):
            return error_response_json(
                "LayersNotFoundException", f"The layer with digest '{digest}' does not exist in the repository", 400)
        # AWS signs an address of S3. The query names the registry, as no header does.
        registry = f"{get_account_id()}.dkr.ecr.{get_region()}.amazonaws.com"
        return json_response({"downloadUrl": f"{address}/v2/{name}/blobs/{digest}?ns={registry}", "layerDigest": digest})

    return answer


def _layer_availability(data):
    name = data.get("repositoryName", "")
    if name not in ecr._repositories:
        return ecr._batch_check_layer_availability(data)
    blobs = ecr._layer_blobs.get(name, {})
    return json_response({"failures": [], "layers": [
        {"layerDigest": digest, "layerAvailability": "AVAILABLE" if digest in blobs else "UNAVAILABLE",
         "layerSize": len(blobs.get(digest, b""))} for digest in data.get("layerDigests", [])]})


def install(address):
    """Answers the calls of ECR that ministack answers otherwise than AWS. `address` is the emulator's."""
    plain = ecr.handle_request
    answers = {"BatchGetImage": _batch_get_image, "DescribeImages": _describe_images,
               "GetDownloadUrlForLayer": _download_url(address), "BatchCheckLayerAvailability": _layer_availability}

    async def handle(method, path, headers, body, query_params):
        answer = answers.get(headers.get("x-amz-target", "").split(".")[-1])
        if answer:
            return answer(json.loads(body or b"{}"))
        return await plain(method, path, headers, body, query_params)

    ecr.handle_request = handle
