import Infra

/// A check that checkov skips for a resource, with the reason, as the resource's metadata states it ("Suppressing and Skipping
/// Policies" in checkov's documentation).
package struct CheckovSkip: Sendable, Hashable {
    /// The check's id, such as `CKV_AWS_91`.
    package let id: String
    /// The stack's name.
    package let stack: String
    /// The path of the resource in the construct tree.
    package let path: String
    /// The resource's name in the template.
    package let logicalID: String
    /// The reason.
    package let reason: String
}

extension CheckedTemplate {
    /// The checks that the resources' metadata skips.
    package var checkovSkips: [CheckovSkip] {
        resources.flatMap { element in
            (element.body["Metadata"]?["checkov"]?["skip"]?.literalElements ?? []).map { skip in
                CheckovSkip(
                    id: skip["id"]?.literalText ?? "", stack: name, path: element.path, logicalID: element.logicalID,
                    reason: skip["comment"]?.literalText ?? "no reason given")
            }
        }
    }
}
