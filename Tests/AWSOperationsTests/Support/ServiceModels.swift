import Foundation
import TestSupport

/// The published models of AWS's services, as botocore has them.
struct ServiceModels: Decodable {
    /// An operation of a model.
    struct Operation: Decodable {
        /// The kinds of the input's values by their paths, in the forms of ``OperationCase``.
        let input: [String: String]
        /// A response with all members of the output.
        let response: String
    }

    /// An operation or an enumeration to look up.
    struct Key: Codable, Hashable {
        /// The service's name, as in `AWSService`.
        let service: String
        /// The name of the operation or shape.
        let name: String
    }

    private struct Question: Encodable {
        let operations: [Key]
        let enumerations: [Key]
    }

    private let operations: [String: Operation]
    private let enumerations: [String: [String]]

    /// Looks operations and enumerations up.
    static func load(operations: [Key] = [], enumerations: [Key] = []) async throws -> ServiceModels {
        let question = Question(operations: operations, enumerations: enumerations)
        let output = try await PythonTool.botocore.run(script, input: try JSONEncoder().encode(question))
        return try JSONDecoder().decode(ServiceModels.self, from: output)
    }

    /// The model's operation; nil if it has none of this name.
    func operation(_ key: Key) -> Operation? { operations[key.service + "." + key.name] }

    /// The model's values of an enumeration; nil if it has none of this name.
    func enumeration(_ key: Key) -> [String]? { enumerations[key.service + "." + key.name] }

    private static let script = #"""
        import json, sys, botocore.session
        loader = botocore.session.get_session().get_component("data_loader")
        folders = {"CloudFormation": "cloudformation", "ECS": "ecs", "ECR": "ecr", "CloudWatch Logs": "logs",
                   "CloudWatch": "cloudwatch", "SSM": "ssm", "RDS": "rds", "EC2": "ec2",
                   "Elastic Load Balancing v2": "elbv2", "Application Auto Scaling": "application-autoscaling",
                   "IAM": "iam", "CloudTrail": "cloudtrail", "Service Quotas": "service-quotas"}
        models = {}
        def model(service):
            if service not in models: models[service] = loader.load_service_model(folders[service], "service-2")
            return models[service]

        class Shapes:
            def __init__(self, service):
                self.model = model(service)
                protocol = self.model["metadata"]["protocol"]
                self.wire = "json" if protocol == "json" or service == "CloudWatch" else protocol
            def shape(self, name): return self.model["shapes"][name]

            def kinds(self, name, path, found, seen=()):
                shape = self.shape(name)
                kind = shape["type"]
                if seen.count(name) > 1: return
                if kind == "structure":
                    for member, reference in shape.get("members", {}).items():
                        key = member
                        if self.wire == "query": key = reference.get("locationName", member)
                        if self.wire == "ec2":
                            key = reference.get("queryName") or reference.get("locationName", member)
                            key = key[0].upper() + key[1:]
                        target = self.shape(reference["shape"])
                        self.kinds(reference["shape"], path + ("." if path else "") + key, found, seen + (name,))
                elif kind == "list":
                    member = shape["member"]
                    if self.wire == "json": path += "[]"
                    elif self.wire == "ec2" or shape.get("flattened"): path += ".N"
                    else: path += "." + member.get("locationName", "member") + ".N"
                    self.kinds(member["shape"], path, found, seen + (name,))
                elif kind == "map":
                    if self.wire == "json": self.kinds(shape["value"]["shape"], path + "{}", found, seen + (name,))
                    else:
                        found[path + ".entry.N.key"] = "string"
                        found[path + ".entry.N.value"] = "string"
                else: found[path] = {"long": "integer", "float": "double"}.get(kind, kind)

            def scalar(self, shape):
                kind = shape["type"]
                if kind == "string": return (shape.get("enum") or ["text"])[0]
                if kind in ("integer", "long"): return 7
                if kind in ("double", "float"): return 1.5
                if kind == "boolean": return True
                if kind == "timestamp": return 1700000000.5 if self.wire == "json" else "2023-11-14T22:13:20.500Z"
                return "text"

            def value(self, name, seen=()):
                shape = self.shape(name)
                if seen.count(name) > 1: return None
                if shape["type"] == "structure":
                    members = {k: self.value(v["shape"], seen + (name,)) for k, v in shape.get("members", {}).items()}
                    return {k: v for k, v in members.items() if v is not None}
                if shape["type"] == "list": return [self.value(shape["member"]["shape"], seen + (name,))]
                if shape["type"] == "map": return {"text": self.value(shape["value"]["shape"], seen + (name,))}
                return self.scalar(shape)

            def xml(self, name, tag, seen=()):
                shape = self.shape(name)
                if seen.count(name) > 1: return ""
                seen += (name,)
                if shape["type"] == "structure":
                    inner = "".join(self.xml(v["shape"], v.get("locationName", k), seen)
                                    for k, v in shape.get("members", {}).items())
                elif shape["type"] == "list":
                    member = shape["member"]
                    inner = self.xml(member["shape"], member.get("locationName", "member"), seen)
                elif shape["type"] == "map":
                    inner = "<entry><key>text</key>" + self.xml(shape["value"]["shape"], "value", seen) + "</entry>"
                else:
                    value = self.scalar(shape)
                    inner = "true" if value is True else str(value)
                return f"<{tag}>{inner}</{tag}>"

            def response(self, name, operation):
                output = operation.get("output")
                if self.wire == "json": return json.dumps(self.value(output["shape"])) if output else "{}"
                result = output.get("resultWrapper") if output else None
                body = self.xml(output["shape"], result or name + "Response") if output else ""
                return f"<{name}Response>{body}</{name}Response>" if result or not output else body

        question = json.load(sys.stdin)
        operations, enumerations = {}, {}
        for key in question["operations"]:
            shapes = Shapes(key["service"])
            operation = shapes.model["operations"].get(key["name"])
            if operation is None: continue
            found = {}
            if "input" in operation: shapes.kinds(operation["input"]["shape"], "", found)
            operations[key["service"] + "." + key["name"]] = dict(
                input=found, response=shapes.response(key["name"], operation))
        for key in question["enumerations"]:
            shape = model(key["service"])["shapes"].get(key["name"])
            if shape: enumerations[key["service"] + "." + key["name"]] = shape["enum"]
        print(json.dumps(dict(operations=operations, enumerations=enumerations)))
        """#
}
