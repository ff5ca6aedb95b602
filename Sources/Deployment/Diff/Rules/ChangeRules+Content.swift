import Infra

extension ChangeRules {
    /// Rules about content that is lost, and settings that a service does not change.
    static let content: [ChangeRule] = [
        ChangeRule(
            id: "content-deleted", severity: .risk,
            why: "The policy of the resource deletes its content, and no copy is made.",
            fix: "Set UpdateReplacePolicy and DeletionPolicy to Snapshot or Retain in a deployment before this one.",
            find: { context in
                deleted(context).compactMap { id, verdict, content -> ChangeRule.Hit? in
                    // The address and the certificate can be had again; the rest cannot.
                    guard !["public address", "certificate"].contains(content) else { return nil }
                    return ChangeRule.Hit(subject: id, words: "\(id) is deleted with its content (\(content)).")
                }
            }),
        ChangeRule(
            id: "database-replaced", severity: .risk,
            why: "The new database is empty, and the stacks that use it connect to it.",
            fix: "Keep the value; or take a snapshot first and set it as the snapshot to restore.",
            find: { context in
                context.pairs("AWS::RDS::DBInstance", "AWS::RDS::DBCluster").compactMap { pair -> ChangeRule.Hit? in
                    // A property that replaces under conditions alone seldom does: another class or more zones, for example.
                    let isReplaced = pair.change.properties.contains { property in
                        [.createOnly, .unknownValue, .notUpdatable].contains(property.reason)
                    }
                    guard isReplaced, pair.change.consequences.contains(.empty(content: "database")) else { return nil }
                    let verb = pair.change.verdict == .replace ? "is replaced" : "may be replaced"
                    return ChangeRule.Hit(subject: pair.id, words: "\(pair.id) \(verb) by an empty database.")
                }
            }),
        ChangeRule(
            id: "deletion-protected", severity: .risk,
            why:
                "AWS refuses to delete a protected resource: the update completes, and the old resource stays outside of the "
                + "stack and goes on costing.",
            fix: "Switch the protection off in a deployment of its own first, if the deletion is meant.",
            find: { context in
                context.old.resources.sorted { $0.key < $1.key }.compactMap { id, resource -> ChangeRule.Hit? in
                    guard isProtected(resource), let verdict = context.verdict(id),
                        [.delete, .replace].contains(verdict),
                        let change = context.change(id), !change.consequences.contains(.retained)
                    else { return nil }
                    return ChangeRule.Hit(
                        subject: id, words: "\(id) is protected from the deletion that this change needs.")
                }
            }),
        ChangeRule(
            id: "not-empty", severity: .risk,
            why: "S3 refuses to delete a bucket with objects, and ECR a repository with images.",
            fix: "Set the removal policy to Retain, or empty it first.",
            find: { context in
                context.old.resources.sorted { $0.key < $1.key }.compactMap { id, resource -> ChangeRule.Hit? in
                    let isRepository =
                        resource.type == "AWS::ECR::Repository" && resource.literal("EmptyOnDelete") != "true"
                    guard resource.type == "AWS::S3::Bucket" || isRepository, let verdict = context.verdict(id),
                        [.delete, .replace].contains(verdict),
                        context.change(id)?.consequences.contains(.retained) == false
                    else { return nil }
                    return ChangeRule.Hit(subject: id, words: "\(id) has to be empty to be deleted.")
                }
            }),
        ChangeRule(
            id: "parameter-type", severity: .refused,
            why: "Parameter Store does not change the type of a parameter (HierarchyTypeMismatchException).",
            fix: "Use another name, or deploy without the parameter first.",
            find: { context in
                context.pairs("AWS::SSM::Parameter").compactMap { pair -> ChangeRule.Hit? in
                    guard let old = pair.old.literal("Type"), let new = pair.new.literal("Type"), old != new,
                        pair.change.verdict != .replace
                    else { return nil }
                    return ChangeRule.Hit(subject: pair.id, words: "\(pair.id) changes from \(old) to \(new).")
                }
            }),
        ChangeRule(
            id: "user-pool-schema", severity: .refused,
            why: "Cognito only adds attributes to a user pool: names, types and the ways to sign in stay as created.",
            fix: "Add an attribute of another name; or create a second user pool and move the users.",
            find: { context in
                context.pairs("AWS::Cognito::UserPool").flatMap { pair -> [ChangeRule.Hit] in
                    let fixed = ["AliasAttributes", "UsernameAttributes", "UsernameConfiguration"]
                    var names = fixed.filter { pair.old.properties[$0] != pair.new.properties[$0] }
                    let schema = pair.new.properties["Schema"]?.elements ?? []
                    if pair.old.properties["Schema"]?.elements.contains(where: { !schema.contains($0) }) == true {
                        names.append("Schema")
                    }
                    return names.map { ChangeRule.Hit(subject: pair.id, words: "\(pair.id) changes \($0).") }
                }
            }),
        ChangeRule(
            id: "parameter-without-value", severity: .risk,
            why: "A new parameter without a default needs a value in the deployment.",
            fix: "Give it a default, or pass the value.",
            find: { context in
                context.entries.compactMap { entry -> ChangeRule.Hit? in
                    guard entry.section == "Parameters", let new = entry.new, new["Default"] == nil,
                        entry.old == nil || entry.old?["Default"] != nil
                    else { return nil }
                    return ChangeRule.Hit(
                        subject: entry.name ?? "", words: "The parameter \(entry.name ?? "") has no default.")
                }
            }),
    ]

    private static func deleted(_ context: ChangeContext) -> [(id: String, verdict: Verdict, content: String)] {
        context.old.resources.keys.sorted().compactMap { id -> (id: String, verdict: Verdict, content: String)? in
            guard let change = context.change(id), [.delete, .replace].contains(change.verdict) else { return nil }
            for case .deleted(let content) in change.consequences { return (id, change.verdict, content) }
            return nil
        }
    }

    private static func isProtected(_ resource: TemplateDocument.Resource) -> Bool {
        let settings = ["DeletionProtection", "DeletionProtectionEnabled"].map { resource.literal($0) }
        if settings.contains("true") || settings.contains("ACTIVE") { return true }
        return (resource.properties["LoadBalancerAttributes"]?.elements ?? []).contains {
            $0["Key"]?.literal == "deletion_protection.enabled" && $0["Value"]?.literal == "true"
        }
    }
}
