/// A statement of a policy in a template, with its holder.
package struct PermissionGrant: Sendable, Hashable, Comparable {
    /// The relation of the holder to the statement.
    package enum Relation: String, Sendable, Hashable, Comparable {
        /// The holder is an identity that gets the permission.
        case identity
        /// The holder is a role that the principals may assume.
        case trust
        /// The holder is a resource that the principals may use.
        case resource

        /// Orders relations by name.
        package static func < (left: Relation, right: Relation) -> Bool { left.rawValue < right.rawValue }
    }

    /// The role, user, group or resource, by logical id or name.
    package var holder: String
    /// The relation of the holder to the statement.
    package var relation: Relation
    /// A Boolean value that indicates whether the statement denies.
    package var isDenial: Bool
    /// The principals, such as `Service ecs.amazonaws.com`; empty for an identity's own policy.
    package var principals: [String]
    /// The actions, or the attached managed policy.
    package var actions: [String]
    /// The resources.
    package var resources: [String]
    /// The condition in one line; nil without one.
    package var condition: String?
    /// The elements that are negated: `Action`, `Principal`, `Resource`.
    package var negated: Set<String> = []

    /// Orders grants by holder and content.
    package static func < (left: PermissionGrant, right: PermissionGrant) -> Bool {
        (left.holder, left.relation, left.sortKey) < (right.holder, right.relation, right.sortKey)
    }

    private var sortKey: String { (actions + resources + principals + [condition ?? ""]).joined(separator: " ") }

    /// A Boolean value that indicates whether this statement allows everything that the other one does, from the texts alone.
    func covers(_ other: PermissionGrant) -> Bool {
        guard holder == other.holder, relation == other.relation, isDenial == other.isDenial, negated.isEmpty,
            other.negated.isEmpty, condition == nil || condition == other.condition
        else { return false }
        return PermissionGrant.covers(principals, other.principals, isCaseSensitive: true)
            && PermissionGrant.covers(actions, other.actions, isCaseSensitive: false)
            && PermissionGrant.covers(resources, other.resources, isCaseSensitive: true)
    }

    private static func covers(_ wide: [String], _ narrow: [String], isCaseSensitive: Bool) -> Bool {
        narrow.allSatisfy { text in
            wide.contains { pattern in
                isCaseSensitive
                    ? WildcardPattern.matches(pattern, text)
                    : WildcardPattern.matches(pattern.lowercased(), text.lowercased())
            }
        }
    }

    /// The statement as a sentence.
    package var words: String {
        let verb = isDenial ? "may not" : "may"
        func listed(_ element: String, _ values: [String]) -> String {
            (negated.contains(element) ? "everything but " : "") + values.joined(separator: ", ")
        }
        var text: String
        switch relation {
        case .identity: text = "\(holder) \(verb) \(listed("Action", actions))"
        case .trust: text = "\(listed("Principal", principals)) \(verb) assume \(holder)"
        case .resource: text = "\(listed("Principal", principals)) \(verb) \(listed("Action", actions))"
        }
        if relation == .trust, actions != ["sts:AssumeRole"] { text += " by \(listed("Action", actions))" }
        if !resources.isEmpty { text += " on \(listed("Resource", resources))" }
        if relation == .resource { text += " (policy of \(holder))" }
        if let condition { text += " if \(condition)" }
        return text
    }
}

/// The wildcards of IAM: `*` is any text, `?` any character.
enum WildcardPattern {
    /// A Boolean value that indicates whether the pattern matches every text that the other pattern matches, compared as text.
    static func matches(_ pattern: String, _ text: String) -> Bool {
        let (pattern, text) = (Array(pattern), Array(text))
        var (index, position) = (0, 0)
        var star: (index: Int, position: Int)?
        while position < text.count {
            if index < pattern.count, pattern[index] == "*" {
                star = (index, position)
                index += 1
            } else if index < pattern.count,
                pattern[index] == text[position] || pattern[index] == "?" && text[position] != "*"
            {
                index += 1
                position += 1
            } else if let last = star {
                star = (last.index, last.position + 1)
                index = last.index + 1
                position = last.position + 1
            } else {
                return false
            }
        }
        return pattern[index...].allSatisfy { $0 == "*" }
    }
}
