"""The emulated account, as the story looks at it: through botocore, apart from the code under test."""

import time

import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError

from machine import ACCOUNT, REGION


class Account:
    """Reads of the account, and deployments by hand."""

    def __init__(self, url):
        session = botocore.session.Session()
        session.set_credentials(ACCOUNT, "story")
        config = Config(retries={"mode": "standard", "max_attempts": 3}, read_timeout=30)
        self._client = lambda name: session.create_client(name, region_name=REGION, endpoint_url=url, config=config)
        self._clients = {}

    def __getattr__(self, name):
        """The client of a service: account.ecs, account.cloudformation."""
        if name.startswith("_"):
            raise AttributeError(name)
        return self._clients.setdefault(name, None) or self._clients.update({name: self._client(name)}) or self._clients[name]

    def stack(self, name):
        """A stack, or None."""
        try:
            return self.cloudformation.describe_stacks(StackName=name)["Stacks"][0]
        except ClientError as error:
            if "does not exist" in str(error):
                return None
            raise

    def status(self, name):
        found = self.stack(name)
        return found["StackStatus"] if found else "NONE"

    def outputs(self, name):
        return {item["OutputKey"]: item["OutputValue"] for item in (self.stack(name) or {}).get("Outputs", [])}

    def settle(self, name, seconds=120):
        """Waits for the end of a stack's operation and returns its status."""
        end = time.monotonic() + seconds
        while (status := self.status(name)).endswith("_IN_PROGRESS") and status != "REVIEW_IN_PROGRESS":
            if time.monotonic() > end:
                raise RuntimeError(f"{name} is still {status} after {seconds} s")
            time.sleep(0.1)
        return status

    def review(self, name, template):
        """A change set of a stack, or None if nothing changes."""
        kind = "CREATE" if self.status(name) in ("NONE", "REVIEW_IN_PROGRESS") else "UPDATE"
        made = self.cloudformation.create_change_set(
            StackName=name, ChangeSetName=f"story-{time.time_ns()}", ChangeSetType=kind, TemplateBody=template,
            Capabilities=["CAPABILITY_NAMED_IAM"])["Id"]
        while True:
            found = self.cloudformation.describe_change_set(ChangeSetName=made)
            if found["Status"] == "CREATE_COMPLETE":
                return made
            if found["Status"] == "FAILED":
                return None
            time.sleep(0.05)

    def deploy(self, name, template, wait=True, **options):
        """Deploys a stack by a change set and returns its status."""
        made = self.review(name, template)
        if not made:
            return self.status(name)
        self.cloudformation.execute_change_set(ChangeSetName=made, **options)
        return self.settle(name) if wait else None

    def failures(self, name):
        """The reasons of a stack's failed resources, newest first."""
        events = self.cloudformation.describe_stack_events(StackName=name)["StackEvents"]
        return [f"{item['LogicalResourceId']}: {item.get('ResourceStatusReason')}" for item in events
                if item["ResourceStatus"].endswith("_FAILED")]

    def events(self, *stacks):
        """The number of events of stacks."""
        return sum(len(self.cloudformation.get_paginator("describe_stack_events").paginate(StackName=name).build_full_result()
                       ["StackEvents"]) for name in stacks if self.stack(name))

    def log(self, group):
        """The lines of a log group, in the order of their streams."""
        lines = []
        for stream in self.logs.describe_log_streams(logGroupName=group)["logStreams"]:
            found = self.logs.get_log_events(logGroupName=group, logStreamName=stream["logStreamName"], startFromHead=True)
            lines += [event["message"] for event in found["events"]]
        return lines

    def service(self, stack):
        """The service of a deployed stack, as ECS describes it."""
        outputs = self.outputs(stack)
        return self.ecs.describe_services(cluster=outputs["ClusterName"], services=[outputs["ServiceName"]])["services"][0]

    def running_digests(self, stack):
        """The digests of the images that the service's running tasks have."""
        service = self.service(stack)
        arns = self.ecs.list_tasks(cluster=service["clusterArn"], serviceName=service["serviceName"])["taskArns"]
        found = self.ecs.describe_tasks(cluster=service["clusterArn"], tasks=arns)["tasks"] if arns else []
        return {item["imageDigest"] for task in found if task["lastStatus"] == "RUNNING" for item in task["containers"]}

    def digest(self, tag):
        """The digest of an image in the product's repository."""
        return self.ecr.describe_images(repositoryName="weir", imageIds=[{"imageTag": tag}])["imageDetails"][0]["imageDigest"]

    def secret(self, stack, logical):
        """The value of a secret of a stack."""
        found = self.cloudformation.describe_stack_resource(StackName=stack, LogicalResourceId=logical)
        name = found["StackResourceDetail"]["PhysicalResourceId"]
        return self.secretsmanager.get_secret_value(SecretId=name)["SecretString"]

    def schedules(self):
        """The names of the schedules of EventBridge Scheduler."""
        return [item["Name"] for item in self.scheduler.list_schedules()["Schedules"]]

    def expire(self, stack):
        """Moves the deletion of a stack, a schedule that the stack contains, to the present."""
        name = next(name for name in self.schedules() if name.startswith(stack))
        found = self.scheduler.get_schedule(Name=name)
        kept = {key: found[key] for key in ("FlexibleTimeWindow", "Target")}
        now = time.strftime("at(%Y-%m-%dT%H:%M:%S)", time.gmtime())
        self.scheduler.update_schedule(Name=name, ScheduleExpression=now, **kept)
