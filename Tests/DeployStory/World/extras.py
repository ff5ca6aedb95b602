"""Service Quotas and Application Auto Scaling, which ministack does not have."""

import json

import ministack.app

# Values of an account to which AWS has granted none ("Service quotas" of each service), by service and code.
_QUOTAS = {
    ("fargate", "L-3032A538"): ("Fargate On-Demand vCPU resource count", 6.0),
    ("vpc", "L-F678F1CE"): ("VPCs per Region", 5.0),
    ("vpc", "L-DF5E4CA3"): ("Network interfaces per Region", 5000.0),
    ("vpc", "L-FE5A380F"): ("NAT gateways per Availability Zone", 5.0),
    ("ec2", "L-0263D0A3"): ("EC2-VPC Elastic IPs", 5.0),
    ("rds", "L-7B6409FD"): ("DB instances", 40.0),
    ("elasticloadbalancing", "L-53DA6B97"): ("Application Load Balancers per Region", 50.0),
}
_targets = {}


def _quota(key):
    name, value = _QUOTAS[key]
    return {"ServiceCode": key[0], "QuotaCode": key[1], "QuotaName": name, "Value": value, "Adjustable": True, "GlobalQuota": False}


def _get_quota(data):
    key = data.get("ServiceCode"), data.get("QuotaCode")
    if key not in _QUOTAS:
        raise LookupError("NoSuchResourceException", "The request failed because the specified quota does not exist.")
    return {"Quota": _quota(key)}


def _register(data):
    key = data["ServiceNamespace"], data["ResourceId"], data["ScalableDimension"]
    target = _targets.setdefault(key, {"ServiceNamespace": key[0], "ResourceId": key[1], "ScalableDimension": key[2]})
    target.update({name: value for name, value in data.items() if value is not None})
    return {"ScalableTargetARN": "arn:aws:application-autoscaling:eu-central-1:000000000000:scalable-target/0" + "/".join(key[1:])}


def _scalable_targets(data):
    wanted = data.get("ResourceIds")
    return {"ScalableTargets": [target for key, target in _targets.items()
                                if key[0] == data["ServiceNamespace"] and (not wanted or key[1] in wanted)]}


_ANSWERS = {
    "ServiceQuotasV20190624.GetServiceQuota": _get_quota,
    "ServiceQuotasV20190624.GetAWSDefaultServiceQuota": _get_quota,
    "ServiceQuotasV20190624.ListServiceQuotas": lambda data: {
        "Quotas": [_quota(key) for key in _QUOTAS if key[0] == data.get("ServiceCode")]},
    "AnyScaleFrontendService.RegisterScalableTarget": _register,
    "AnyScaleFrontendService.DescribeScalableTargets": _scalable_targets,
    "AnyScaleFrontendService.DescribeScalingActivities": lambda data: {"ScalingActivities": []},
    "AnyScaleFrontendService.DescribeScalingPolicies": lambda data: {"ScalingPolicies": []},
}


def install():
    """Answers the calls of both services in front of ministack."""
    plain = ministack.app.app

    async def app(scope, receive, send):
        headers = {name.decode(): value.decode() for name, value in scope.get("headers", [])}
        answer = _ANSWERS.get(headers.get("x-amz-target", ""))
        if scope["type"] != "http" or not answer:
            await plain(scope, receive, send)
            return
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        try:
            status, said = 200, answer(json.loads(body or b"{}"))
        except LookupError as error:
            status, said = 400, {"__type": error.args[0], "message": error.args[1]}
        await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"application/x-amz-json-1.1")]})
        await send({"type": "http.response.body", "body": json.dumps(said).encode()})

    ministack.app.app = app
