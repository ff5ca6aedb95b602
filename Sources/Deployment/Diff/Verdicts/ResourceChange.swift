import Infra

/// A changed resource of a stack.
package struct ResourceChange: Sendable, Hashable {
    /// The logical id.
    package let logicalID: String
    /// The type in the new template, or in the old one for a deleted resource.
    package let type: String
    /// The handling by CloudFormation.
    package let verdict: Verdict
    /// The changed properties.
    package let properties: [PropertyChange]
    /// The changed settings of CloudFormation: `DependsOn`, `DeletionPolicy`, `Metadata`….
    package let attributes: [PropertyChange]
    /// The consequences beyond the change itself.
    package let consequences: [Consequence]
    /// The lasting content, such as "database"; nil for a resource without state.
    package let content: String?

    /// A Boolean value that indicates whether lasting content is removed or may be.
    package var endangersContent: Bool { consequences.contains { $0.losesContent } }
}

/// A consequence of a change for the running system.
package enum Consequence: Sendable, Hashable {
    /// The old resource is deleted before the new one exists.
    case downtime
    /// The resource and its content are deleted.
    case deleted(content: String)
    /// A snapshot is taken, then the resource is deleted.
    case snapshot(content: String?)
    /// The new resource begins without the content of the old one.
    case empty(content: String)
    /// The new resource is restored from a snapshot.
    case restored(from: String)
    /// The resource stays outside of the stack.
    case retained
    /// The type is unknown to this build.
    case unknownType
    /// The resource exists only if a condition holds, which is known at deployment.
    case conditional(String)
    /// The type of a resource changes under its logical id.
    case typeChange(from: String)

    /// A Boolean value that indicates whether lasting content is deleted, with or without a snapshot.
    var losesContent: Bool {
        switch self {
        case .deleted: true
        case .snapshot(let content): content != nil
        case .downtime, .retained, .empty, .restored, .unknownType, .conditional, .typeChange: false
        }
    }

    /// The consequence in words for a verdict.
    package func words(_ verdict: Verdict) -> String {
        let object = verdict == .delete ? "it" : "the old one"
        let lead = verdict == .mayReplace ? "if replaced, " : ""
        switch self {
        case .downtime: return lead + "downtime: \(object) is deleted before the new one exists"
        case .deleted(let content): return lead + "data loss: \(object) is deleted with its content (\(content))"
        case .snapshot: return lead + "\(object) is deleted after a snapshot"
        case .empty(let content): return lead + "the new one is empty (\(content))"
        case .restored(let name): return lead + "the new one is restored from \(name)"
        case .retained: return lead + "\(object) stays outside of the stack and goes on costing"
        case .unknownType: return "the type is unknown to this build, so a replacement cannot be ruled out"
        case .conditional(let name): return "exists only if the condition \(name) holds, which is known at deployment"
        case .typeChange(let old): return "the type was \(old)"
        }
    }
}
