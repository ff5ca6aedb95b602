import Foundation

/// The actions of IAM policies as cfn-lint has them from the Service Authorization Reference.
public struct ServiceAuthorization: Decodable, Sendable {
    /// The interpreter with cfn-lint.
    public static let tool = PythonTool(package: "cfnlint")

    /// The kinds of resources that each action can be limited to, by the action in lower-case letters.
    private let resources: [String: [String]]

    /// Reads the reference.
    public static func load() async throws -> ServiceAuthorization {
        try JSONDecoder().decode(ServiceAuthorization.self, from: try await tool.run(script))
    }

    /// Returns `true` if the action exists.
    public func exists(_ action: String) -> Bool { resources[action.lowercased()] != nil }

    /// Returns `true` if a statement can limit the action to resources.
    public func takesResources(_ action: String) -> Bool { resources[action.lowercased()]?.isEmpty == false }

    private static let script = """
        import json, os, cfnlint.data.AdditionalSpecs as specs
        policies = json.load(open(os.path.join(os.path.dirname(specs.__file__), "Policies.json")))
        print(json.dumps(dict(resources={
            service + ":" + name: action.get("Resources", [])
            for service, content in policies.items() for name, action in content["Actions"].items()})))
        """
}
