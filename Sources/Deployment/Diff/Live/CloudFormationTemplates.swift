package import AWSClient

/// The templates of deployed stacks from CloudFormation. Neither a stack nor a change set is created.
package struct CloudFormationTemplates: LiveTemplates {
    private let client: ServiceClient

    /// Creates a reader for the region of a session.
    package init(_ session: AWSSession, region: String? = nil) throws(AWSError) {
        client = try session.client(for: .cloudFormation, region: region)
    }

    /// Creates a reader with a client of CloudFormation.
    package init(client: ServiceClient) {
        self.client = client
    }

    /// Returns the template of a stack before transforms ("GetTemplate" in the API reference).
    package func template(of stack: String) async throws(LiveTemplatesError) -> String? {
        do {
            let text = try await client.call(GetTemplate(stack: stack))
            return text.isEmpty ? nil : text
        } catch {
            // CloudFormation has no code of its own for a stack that does not exist.
            if error.code == "ValidationError", error.message.contains("does not exist") { return nil }
            let kind: LiveTemplatesError.Kind =
                switch error.kind {
                case .credentials: .notAllowed
                case .transport: .unavailable
                default: error.isAccessDenied || error.isUnauthenticated ? .notAllowed : .service
                }
            let hint = error.isAccessDenied ? "; the caller needs cloudformation:GetTemplate" : ""
            throw LiveTemplatesError(kind, "\(error)\(hint)")
        }
    }
}

/// `GetTemplate`.
struct GetTemplate: QueryOperation {
    static let service = AWSService.cloudFormation
    static let name = "GetTemplate"

    typealias Output = String

    let stack: String

    var parameters: QueryParameters {
        var form = QueryParameters()
        form.add("StackName", stack)
        // The processed template is in the account's form after macros, which the local one is not.
        form.add("TemplateStage", "Original")
        return form
    }

    /// The template's text; empty for a stack that only has a change set.
    static func output(from result: ResponseElement) throws -> String { result["TemplateBody"]?.text ?? "" }
}
