"""An AWS for the tests: ministack, with the resource types and the refusals of AWS that it lacks.

Reads one line of JSON from its standard input, {"types": {TYPE: {"createOnly": [...], "attributes": [...]}}}, adds the types
of `MISSING`, starts the server on loopback, prints {"url": ..., "missing": [...], "superfluous": [...], "own": [...]} and ends
with its input. `own` are the types for which ministack itself knows the properties that replace a resource.

With the argument `records`, a resource of any type is a record, so that change sets can be made for incomplete resources.
"""

import ipaddress
import json
import os
import random
import socket
import sys
import threading
import time

# The resource types of the product's templates that ministack 1.5.33 lacks. A resource of such a type is a record with a name,
# the attributes that the registry lists, and updates that replace it as the registry says.
MISSING = [
    "AWS::ApplicationAutoScaling::ScalableTarget",
    "AWS::ApplicationAutoScaling::ScalingPolicy",
    "AWS::Budgets::Budget",
    "AWS::Chatbot::SlackChannelConfiguration",
    "AWS::CloudTrail::Trail",
    "AWS::CloudWatch::CompositeAlarm",
    "AWS::Config::ConfigRule",
    "AWS::Config::ConfigurationRecorder",
    "AWS::Config::DeliveryChannel",
    "AWS::EC2::EIP",
    "AWS::EC2::FlowLog",
    "AWS::EC2::NatGateway",
    "AWS::EC2::SecurityGroupEgress",
    "AWS::EC2::SecurityGroupIngress",
    "AWS::ECS::ClusterCapacityProviderAssociations",
    "AWS::ElastiCache::ServerlessCache",
    "AWS::IAM::OIDCProvider",
    "AWS::SecretsManager::RotationSchedule",
    "AWS::WAFv2::LoggingConfiguration",
    "AWS::WAFv2::WebACLAssociation",
]

with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
os.environ.update(BIND_HOST="127.0.0.1", GATEWAY_PORT=str(port), LOG_LEVEL="ERROR")
for name in list(os.environ):
    if name.startswith("AWS_"):
        del os.environ[name]

import ministack.services.cloudformation.provisioners as provisioners
from ministack.services import alb, ec2, rds, route53

facts = json.loads(sys.stdin.readline())["types"]
handlers = provisioners._RESOURCE_HANDLERS


def suffix():
    return "".join(random.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=12))


def attributes(kind, physical):
    """The values of the type's attributes: an ARN where the name says so, the physical id otherwise."""
    service = kind.split("::")[1].lower()
    arn = f"arn:aws:{service}:eu-central-1:000000000000:{kind.split('::')[2].lower()}/{physical}"
    names = facts.get(kind, {"attributes": []})["attributes"]
    return {name: arn if name.lower().endswith("arn") else physical for name in names}


def add(kind):
    """Adds a type whose resources are records, with the registry's facts."""
    record(kind)
    provisioners._REPLACING_PROPERTIES[kind] = tuple(facts[kind]["createOnly"])


def record(kind):
    """Makes the resources of a type records."""

    def create(logical, properties, stack):
        physical = f"{stack}-{logical}-{suffix()}"
        return physical, {**properties, **attributes(kind, physical)}

    def update(physical, old, new, stack):
        return physical, {**new, **attributes(kind, physical)}

    handlers[kind] = {"create": create, "update": update, "delete": lambda physical, properties: None}


def before(kind, action, check):
    """Runs a check before a handler. The check raises what AWS would answer; a failed operation rolls the stack back."""
    plain = handlers[kind][action]

    def checked(*arguments):
        check(*arguments)
        return plain(*arguments)

    handlers[kind][action] = checked


own = sorted(provisioners._REPLACING_PROPERTIES)
superfluous = [kind for kind in MISSING if kind in handlers]
for kind in MISSING:
    if kind not in handlers and kind in facts:
        add(kind)

# "InvalidPermission.Duplicate" and the quota of rules of a security group ("Amazon VPC quotas").
rules = {}


def guard_rules(kind):
    plain = handlers[kind]

    def identity(properties):
        ignored = ("Description", "GroupId")
        return tuple(sorted((key, str(value)) for key, value in properties.items() if key not in ignored))

    def create(logical, properties, stack):
        group = rules.setdefault((kind, properties.get("GroupId")), {})
        if identity(properties) in group:
            raise ValueError("the specified rule already exists (Service: Ec2, Error Code: InvalidPermission.Duplicate)")
        if len(group) == 60:
            raise ValueError("The maximum number of rules per security group has been reached "
                             "(RulesPerSecurityGroupLimitExceeded)")
        group[identity(properties)] = logical
        return plain["create"](logical, properties, stack)

    def delete(physical, properties):
        rules.get((kind, properties.get("GroupId")), {}).pop(identity(properties), None)

    handlers[kind] = dict(plain, create=create, delete=delete)


guard_rules("AWS::EC2::SecurityGroupEgress")
guard_rules("AWS::EC2::SecurityGroupIngress")


# "InvalidSubnet.Conflict".
def refuse_overlap(logical, properties, stack):
    block = ipaddress.ip_network(properties["CidrBlock"])
    for subnet in ec2._subnets.values():
        if subnet["VpcId"] == properties["VpcId"] and block.overlaps(ipaddress.ip_network(subnet["CidrBlock"])):
            raise ValueError(f"The CIDR '{block}' conflicts with another subnet (InvalidSubnet.Conflict)")


before("AWS::EC2::Subnet", "create", refuse_overlap)
before(
    "AWS::EC2::Subnet", "update",
    lambda physical, old, new, stack, *rest: new["CidrBlock"] == old["CidrBlock"] or refuse_overlap("", new, stack))


# "TargetGroupAssociationLimit": a target group belongs to one load balancer.
def groups(actions):
    for action in actions or []:
        if action.get("TargetGroupArn"):
            yield action["TargetGroupArn"]
        for member in (action.get("ForwardConfig") or {}).get("TargetGroups") or []:
            yield member["TargetGroupArn"]


def refuse_second_balancer(balancer, actions):
    for arn in groups(actions):
        for listener in alb._listeners.values():
            if listener["LoadBalancerArn"] != balancer and arn in groups(listener["DefaultActions"]):
                raise ValueError("The following target groups cannot be associated with more than one load balancer: "
                                 + arn)


before(
    "AWS::ElasticLoadBalancingV2::Listener", "create",
    lambda logical, properties, stack: refuse_second_balancer(properties["LoadBalancerArn"], properties["DefaultActions"]))
# A listener moves to another load balancer by replacement: the old one still forwards when the new one is made.
before(
    "AWS::ElasticLoadBalancingV2::Listener", "update",
    lambda physical, old, new, *rest: refuse_second_balancer(new["LoadBalancerArn"], new["DefaultActions"]))


# "The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version", and a parameter group of the version.
def major(version):
    return str(version).split(".")[0]


def check_family(properties):
    name = properties.get("DBParameterGroupName")
    group = rds._param_groups.get(name)
    if group and properties.get("Engine") == "postgres":
        family = "postgres" + major(properties.get("EngineVersion"))
        if group["DBParameterGroupFamily"] != family:
            raise ValueError(f"The parameter group {name} with DBParameterGroupFamily {group['DBParameterGroupFamily']} "
                             f"can't be used for this instance. Use a parameter group with DBParameterGroupFamily {family}.")


def check_upgrade(physical, old, new, *rest):
    check_family(new)
    if major(new.get("EngineVersion")) < major(old.get("EngineVersion")):
        raise ValueError("Cannot downgrade a database")
    if major(new.get("EngineVersion")) != major(old.get("EngineVersion")):
        if str(new.get("AllowMajorVersionUpgrade")).lower() != "true":
            raise ValueError("The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version.")


# A generated name of CloudFormation differs for each resource, so a replacement stands beside the replaced one. A change of the
# snapshot replaces the instance ("AWS::RDS::DBInstance", DBSnapshotIdentifier). An instance or cluster that manages its master
# user's password has a secret of its own.
instance = dict(handlers["AWS::RDS::DBInstance"])


def with_secret(created, properties):
    physical, values = created
    if str(properties.get("ManageMasterUserPassword")).lower() == "true":
        secret = f"arn:aws:secretsmanager:eu-central-1:000000000000:secret:rds!{physical}"
        values = dict(values, **{"MasterUserSecret.SecretArn": secret})
    return physical, values


cluster = dict(handlers["AWS::RDS::DBCluster"])
handlers["AWS::RDS::DBCluster"] = dict(
    cluster,
    create=lambda logical, properties, stack: with_secret(cluster["create"](logical, properties, stack), properties),
    update=lambda physical, old, new, stack, logical=None: with_secret(
        cluster["update"](physical, old, new, stack, logical), new))


def create_instance(logical, properties, stack):
    name = properties.get("DBInstanceIdentifier") or f"{stack}-{logical}-{suffix()}".lower()
    return with_secret(instance["create"](logical, dict(properties, DBInstanceIdentifier=name), stack), properties)


def update_instance(physical, old, new, stack, logical=None):
    replacing = facts["AWS::RDS::DBInstance"]["createOnly"] + ["DBSnapshotIdentifier"]
    if any(old.get(name) != new.get(name) for name in replacing):
        created = create_instance(logical, new, stack)
        provisioners._delete_predecessor(instance["delete"], physical, old)
        return created
    named = [dict(properties, DBInstanceIdentifier=physical) for properties in (old, new)]
    return with_secret(instance["update"](physical, *named, stack, logical), new)


handlers["AWS::RDS::DBInstance"] = dict(instance, create=create_instance, update=update_instance)
before("AWS::RDS::DBInstance", "create", lambda logical, properties, stack: check_family(properties))
before("AWS::RDS::DBInstance", "update", check_upgrade)


# Ministack refuses alarms on formulas; such an alarm is a record here.
alarm = dict(handlers["AWS::CloudWatch::Alarm"])


def create_alarm(logical, properties, stack):
    if not properties.get("Metrics"):
        return alarm["create"](logical, properties, stack)
    physical = f"{stack}-{logical}-{suffix()}"
    return physical, attributes("AWS::CloudWatch::Alarm", physical)


def update_alarm(physical, old, new, stack, *rest):
    if old.get("Metrics") or new.get("Metrics"):
        return physical, attributes("AWS::CloudWatch::Alarm", physical)
    return alarm["update"](physical, old, new, stack, *rest)


def delete_alarm(physical, properties):
    if not properties.get("Metrics"):
        alarm["delete"](physical, properties)


handlers["AWS::CloudWatch::Alarm"] = dict(alarm, create=create_alarm, update=update_alarm, delete=delete_alarm)


# A hosted zone that an environment file names exists before any stack.
def make_zone(logical, properties, stack):
    zone = properties.get("HostedZoneId")
    if zone and zone not in route53._zones:
        name = properties["Name"].rstrip(".").split(".", 1)[-1] + "."
        route53._zones[zone] = {
            "id": zone, "name": name, "caller_reference": zone, "comment": "", "private": False}
        route53._records[zone] = route53._default_records(name)


before("AWS::Route53::RecordSet", "create", make_zone)


if "records" in sys.argv:
    for kind in list(handlers):
        record(kind)


def announce():
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            time.sleep(0.02)
    greeting = {"url": f"http://127.0.0.1:{port}", "missing": MISSING, "superfluous": superfluous, "own": own}
    print(json.dumps(greeting), flush=True)
    sys.stdin.read()
    os._exit(0)


# Another emulator imports this one, adds to it and starts the server itself (Tests/DeployStory).
if __name__ == "__main__":
    threading.Thread(target=announce, daemon=True).start()
    sys.argv = ["ministack"]

    import ministack.app

    ministack.app.main()
