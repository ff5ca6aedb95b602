#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Parameter Store of the fake account.
package final class FakeParameterStore: FakeService {
    /// The signing name.
    package static var signingName: String { "ssm" }

    private struct Parameter {
        var type: String
        var values: [String]
        var date: Date
    }

    private var parameters: [String: Parameter] = [:]

    /// Creates a store without parameters.
    package init() {}

    /// The value of a parameter by its name or ARN; nil if there is none.
    package func value(_ name: String, version: Int?) -> String? {
        guard let parameter = parameters[Self.name(name)] else { return nil }
        guard let version else { return parameter.values.last }
        return parameter.values.indices.contains(version - 1) ? parameter.values[version - 1] : nil
    }

    /// Creates a parameter, or a version of it.
    package func set(_ name: String, _ value: String, type: String = "String", _ world: FakeWorld) {
        let values = (parameters[name]?.values ?? []) + [value]
        parameters[name] = Parameter(type: type, values: values, date: world.date)
    }

    /// Removes a parameter.
    package func remove(_ name: String) { parameters[name] = nil }

    private static func name(_ text: String) -> String {
        guard text.hasPrefix("arn:"), let range = text.firstRange(of: ":parameter") else { return text }
        let name = String(text[range.upperBound...])
        return name.dropFirst().contains("/") ? name : String(name.dropFirst())
    }

    private func output(_ name: String, version: Int?, _ world: FakeWorld) -> FakeValue? {
        guard let parameter = parameters[name], let value = value(name, version: version) else { return nil }
        return [
            "Name": .string(name), "Type": .string(parameter.type), "Value": .string(value),
            "Version": FakeValue(version ?? parameter.values.count), "DataType": "text",
            "LastModifiedDate": FakeValue(parameter.date.timeIntervalSince1970),
            "ARN": .string(world.arn("ssm", "parameter" + (name.hasPrefix("/") ? name : "/" + name))),
        ]
    }

    /// Handles a request.
    package func handle(_ request: FakeRequest, in world: FakeWorld) throws(FakeError) -> FakeResponse {
        switch request.operation {
        case "GetParameter":
            let parts = (request.text("Name") ?? "").split(separator: ":").map(String.init)
            let isARN = parts.first == "arn"
            let name = isARN ? Self.name(request.text("Name") ?? "") : parts.first ?? ""
            guard let found = output(name, version: isARN || parts.count < 2 ? nil : Int(parts[1]), world) else {
                throw FakeError("ParameterNotFound", "Parameter \(name) not found.")
            }
            return .output(["Parameter": found])
        case "GetParameters":
            let names = request["Names"]?.texts ?? []
            return .output([
                "Parameters": .array(names.compactMap { output($0, version: nil, world) }),
                "InvalidParameters": FakeValue(names.filter { parameters[$0] == nil }),
            ])
        case "GetParametersByPath":
            let path = request.text("Path") ?? "/"
            let prefix = path.hasSuffix("/") ? path : path + "/"
            let isRecursive = request["Recursive"]?.boolean ?? false
            let names = parameters.keys.filter {
                $0.hasPrefix(prefix) && (isRecursive || !$0.dropFirst(prefix.count).contains("/"))
            }
            return .output(["Parameters": .array(names.sorted().compactMap { output($0, version: nil, world) })])
        case "PutParameter":
            let name = request.text("Name") ?? ""
            if parameters[name] != nil, request["Overwrite"]?.boolean != true {
                throw FakeError(
                    "ParameterAlreadyExists",
                    "The parameter already exists. To overwrite this value, set the overwrite option in the request to true."
                )
            }
            set(
                name, request["Value"]?.text ?? "", type: request.text("Type") ?? parameters[name]?.type ?? "String",
                world)
            return .output(["Version": FakeValue(parameters[name]?.values.count), "Tier": "Standard"])
        case "DeleteParameter":
            let name = request.text("Name") ?? ""
            guard parameters[name] != nil else { throw FakeError("ParameterNotFound", "Parameter \(name) not found.") }
            remove(name)
            return .empty
        default: throw .unknownOperation(request)
        }
    }
}
