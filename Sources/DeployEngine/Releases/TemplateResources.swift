#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The resources of a template in JSON.
enum TemplateResources {
    private struct Template: Decodable {
        var resources: [String: Resource]?

        enum CodingKeys: String, CodingKey { case resources = "Resources" }
    }

    /// The parts of a resource that decide about its deletion.
    struct Resource: Decodable, Hashable {
        enum CodingKeys: String, CodingKey {
            case type = "Type"
            case deletionPolicy = "DeletionPolicy"
        }

        /// The type, such as `AWS::S3::Bucket`.
        var type: String
        /// The deletion policy; nil is CloudFormation's default of the type.
        var deletionPolicy: String?
    }

    /// The resources by logical id; empty for a text that is not a template.
    static func resources(in template: String) -> [String: Resource] {
        let decoded = try? JSONDecoder().decode(Template.self, from: Data(template.utf8))
        return decoded?.resources ?? [:]
    }

    /// The types by logical id; empty for a text that is not a template.
    static func types(in template: String) -> [String: String] { resources(in: template).mapValues(\.type) }
}
