import Deployment
import Foundation
import Infra
import TestSupport
import Testing

/// A restore of the database from a snapshot while the service runs, on moto.
///
/// The script adds behavior of CloudFormation that moto 5.2.1 lacks: a database instance whose `DBSnapshotIdentifier` changes is
/// replaced, by moto's own restore ("AWS::RDS::DBInstance"); a resource is updated if a value that it refers to changed
/// ("Update behaviors of stack resources"); an updated task definition keeps its containers; an instance
/// has a resource id and a managed secret; a secret has an ARN; the tags of a parameter are an object.
@Suite(
    "Restore from a snapshot", .enabled(if: PythonTool.moto.isExpected, PythonTool.moto.absence))
struct SnapshotRestoreTests {
    private struct Input: Encodable {
        let before: [String: String]
        let after: [String: String]
    }

    private struct Moment: Decodable {
        let statuses: [String]
        let instances: [String: String]
        let sharedAddress: String
        let serverHost: String
        let services: [String]
    }

    @Test("Two deployments restore the database and move the running service to it")
    func restore() async throws {
        var environment = try DeploymentEnvironment.load("dev", directory: Repository.root.path)
        let before = try ProductApp(environment).synthesize()
        environment.database.snapshot = "before-the-accident"
        let after = try ProductApp(environment).synthesize()
        // The service's template does not change: the second deployment takes the new address from Parameter Store.
        #expect(before.dropFirst(2) == after.dropFirst(2))
        #expect(before[1] != after[1])

        func texts(_ stacks: [StackTemplate]) -> [String: String] {
            Dictionary(uniqueKeysWithValues: zip(ProductApp.stackNames, stacks.map(\.template.json)))
        }
        let input = try JSONEncoder().encode(Input(before: texts(before), after: texts(after)))
        let output = try await PythonTool.moto.run(Self.script, input: input)
        let moments = try JSONDecoder().decode([Moment].self, from: output)
        try #require(moments.count == 3)

        #expect(moments[0].statuses == ["CREATE_COMPLETE", "CREATE_COMPLETE"])
        let original = moments[0].serverHost
        #expect(moments[0].instances.values.sorted() == [original])
        #expect(moments[0].sharedAddress == original)

        #expect(moments[1].statuses == ["UPDATE_COMPLETE", "CREATE_COMPLETE"])
        #expect(moments[1].instances.count == 1)
        let restored = try #require(moments[1].instances.values.first)
        #expect(restored != original)
        #expect(moments[1].sharedAddress == restored)
        #expect(moments[1].serverHost == original)

        #expect(moments[2].statuses == ["UPDATE_COMPLETE", "UPDATE_COMPLETE"])
        #expect(moments[2].serverHost == restored)
        #expect(moments[2].services == moments[0].services, "the service was replaced")
    }

    private static let script = #"""
        import json, os, sys, warnings
        warnings.simplefilter("ignore")
        os.environ.update(AWS_ACCESS_KEY_ID="x", AWS_SECRET_ACCESS_KEY="y", AWS_DEFAULT_REGION="eu-central-1",
                          AWS_CONFIG_FILE="/dev/null", AWS_SHARED_CREDENTIALS_FILE="/dev/null")
        import boto3
        from moto import mock_aws
        from moto.core.common_models import CloudFormationModel
        import moto.cloudformation.parsing as parsing
        import moto.ecs.models as ecs
        import moto.rds.models as rds
        import moto.ssm.models as ssm

        Instance = rds.DBInstance
        plain_create = Instance.create_from_cloudformation_json.__func__

        def create(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs):
            properties = cloudformation_json["Properties"]
            group = properties.get("DBParameterGroupName")
            properties["DBParameterGroupName"] = getattr(group, "name", group)
            return plain_create(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs)

        def update(cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name):
            snapshot = cloudformation_json["Properties"].get("DBSnapshotIdentifier")
            if getattr(original_resource, "restored_from", None) == snapshot:
                return original_resource
            backend = rds.rds_backends[account_id][region_name]
            restored = backend.restore_db_instance_from_db_snapshot(
                snapshot, {"db_instance_identifier": "restored-from-" + snapshot, "vpc_security_group_ids": []})
            restored.restored_from = snapshot
            backend.modify_db_instance(original_resource.db_instance_identifier, {"deletion_protection": False})
            backend.delete_db_instance(original_resource.db_instance_identifier)
            return restored

        plain_has, plain_get = Instance.has_cfn_attr.__func__, Instance.get_cfn_attribute

        def attribute(self, name):
            if name == "DbiResourceId":
                return self.dbi_resource_id
            if name == "MasterUserSecret.SecretArn":
                return "arn:aws:secretsmanager:eu-central-1:123456789012:secret:rds!" + self.db_instance_identifier
            return plain_get(self, name)

        Instance.has_cfn_attr = classmethod(
            lambda cls, name: name in ("DbiResourceId", "MasterUserSecret.SecretArn") or plain_has(cls, name))
        Instance.get_cfn_attribute = attribute

        class Secret(CloudFormationModel):
            __module__ = "tests.secret"
            physical_resource_id = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:weir-AbCdEf"

            @staticmethod
            def cloudformation_name_type(): return ""
            @staticmethod
            def cloudformation_type(): return "AWS::SecretsManager::Secret"
            @classmethod
            def create_from_cloudformation_json(cls, *_, **__): return cls()
            @classmethod
            def update_from_cloudformation_json(cls, original_resource, *_, **__): return original_resource

        Instance.create_from_cloudformation_json = classmethod(create)
        Instance.update_from_cloudformation_json = classmethod(update)

        plain_parameter = ssm.Parameter.create_from_cloudformation_json.__func__

        def create_parameter(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs):
            tags = cloudformation_json["Properties"].get("Tags") or {}
            if isinstance(tags, dict):
                tags = [{"Key": key, "Value": value} for key, value in tags.items()]
            cloudformation_json["Properties"]["Tags"] = tags
            return plain_parameter(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs)

        ssm.Parameter.create_from_cloudformation_json = classmethod(create_parameter)

        Definition = ecs.TaskDefinition
        Definition.update_from_cloudformation_json = classmethod(
            lambda cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name:
            cls.create_from_cloudformation_json(new_resource_name, cloudformation_json, account_id, region_name))

        plain_diff = parsing.ResourceMap.build_resource_diff

        def names(part):
            if isinstance(part, dict):
                for key, value in part.items():
                    if key == "Ref":
                        yield value
                    elif key == "Fn::GetAtt":
                        yield value[0]
                    elif key == "Fn::Sub":
                        text = value if isinstance(value, str) else value[0]
                        for piece in text.split("${")[1:]:
                            yield piece.split("}")[0].split(".")[0]
                    yield from names(value)
            elif isinstance(part, list):
                for value in part:
                    yield from names(value)

        def diff(self, other_template, parameters=None):
            actions = plain_diff(self, other_template, parameters)
            changed = set(actions["Modify"])
            for name, parameter in other_template.get("Parameters", {}).items():
                if parameter["Type"].startswith("AWS::SSM::Parameter::"):
                    now = self.parse_ssm_parameter(parameter["Default"], parameter["Type"])
                    if now != self.resolved_parameters.get(name):
                        changed.add(name)
            resources = other_template["Resources"]
            while True:
                more = {name for name, body in resources.items() if name not in changed and changed & set(names(body))}
                if not more:
                    break
                changed |= more
            order = [name for name in resources if name in changed and name not in actions["Add"]]
            # A resource is updated after those that it refers to.
            done = []
            while order:
                ready = [name for name in order if not (set(names(resources[name])) - {name}) & set(order)]
                done += ready or order[:1]
                order = [name for name in order if name not in done]
            actions["Modify"] = done
            return actions

        parsing.ResourceMap.build_resource_diff = diff

        stacks = json.load(sys.stdin)
        with mock_aws():
            formation, databases = boto3.client("cloudformation"), boto3.client("rds")
            parameters, containers = boto3.client("ssm"), boto3.client("ecs")

            def moment():
                definitions = containers.list_task_definitions()["taskDefinitionArns"]
                latest = containers.describe_task_definition(taskDefinition=definitions[-1])["taskDefinition"]
                variables = latest["containerDefinitions"][0]["environment"]
                clusters = containers.list_clusters()["clusterArns"]
                return {
                    "statuses": [formation.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]
                                 for name in ("foundation", "service")],
                    "instances": {one["DBInstanceIdentifier"]: one["Endpoint"]["Address"]
                                  for one in databases.describe_db_instances()["DBInstances"]},
                    "sharedAddress": parameters.get_parameter(
                        Name="/stacks/weir-dev-foundation/DatabaseAddress")["Parameter"]["Value"],
                    "serverHost": [one["value"] for one in variables if one["name"] == "DB_HOST"][0],
                    "services": [arn for cluster in clusters
                                 for arn in containers.list_services(cluster=cluster)["serviceArns"]],
                }

            moments = []
            for name in ("foundation", "migration", "service"):
                formation.create_stack(
                    StackName=name, TemplateBody=stacks["before"][name], Capabilities=["CAPABILITY_IAM"])
            moments.append(moment())
            databases.create_db_snapshot(
                DBInstanceIdentifier=list(moments[0]["instances"])[0], DBSnapshotIdentifier="before-the-accident")
            for name in ("foundation", "service"):
                formation.update_stack(
                    StackName=name, TemplateBody=stacks["after"][name], Capabilities=["CAPABILITY_IAM"])
                moments.append(moment())
            print(json.dumps(moments))
        """#
}
