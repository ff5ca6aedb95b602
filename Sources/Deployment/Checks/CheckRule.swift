import Infra

/// A policy rule over the resources of a template.
package struct CheckRule: Sendable {
    /// The stable id, such as `WEIR-NET-001`. An id is never used for another rule.
    package let id: String
    /// The importance.
    package let severity: CheckSeverity
    /// The requirement in a few words, such as "A database has no public address".
    package let title: String
    /// The harm that a violation does.
    package let why: String
    /// The change that ends a violation.
    package let fix: String
    /// The tiers in which the rule applies.
    package let tiers: Set<Tier>
    /// The types that the rule judges; `Parameter` and `Output` are those sections, an empty set is every resource.
    package let types: Set<String>
    /// The checks of checkov about the same fault, which a suppression of this rule also skips.
    package let checkov: [String]
    /// Judges one resource; no verdict means that the rule does not apply to it.
    package let check: @Sendable (CheckSubject) -> [CheckVerdict]

    /// Creates a rule.
    init(
        _ id: String, _ severity: CheckSeverity, _ title: String, why: String, fix: String,
        tiers: Set<Tier> = Set(Tier.allCases), types: Set<String>, checkov: [String] = [],
        check: @escaping @Sendable (CheckSubject) -> [CheckVerdict]
    ) {
        self.id = id
        self.severity = severity
        self.title = title
        self.why = why
        self.fix = fix
        self.tiers = tiers
        self.types = types
        self.checkov = checkov
        self.check = check
    }

    /// Every rule, by theme and number.
    package static let all: [CheckRule] =
        network + encryption + transport + permissions + secrets + logging + images + containers + data + names

    /// Returns `true` if the rule judges a type.
    func applies(to type: String) -> Bool {
        types.isEmpty ? type != "Parameter" && type != "Output" : types.contains(type)
    }
}

/// A resource under a rule.
package struct CheckSubject: Sendable {
    /// The resource's template.
    package let template: CheckedTemplate
    /// The resource.
    package let element: CheckedTemplate.Element
    /// The environment's tier.
    package let tier: Tier

    /// The properties.
    package var properties: CheckedProperty {
        CheckedProperty(template: template, path: "", value: .known(element.properties))
    }

    /// The property at a path such as `A/B`.
    package subscript(path: String) -> CheckedProperty { properties[path] }

    /// The resource's type.
    package var type: String { element.type }

    /// A Boolean value that indicates whether the resource is the permissions boundary of a role of the same template.
    package var isPermissionsBoundary: Bool {
        type == "AWS::IAM::ManagedPolicy"
            && template.resources(ofType: "AWS::IAM::Role").contains { role in
                role.properties["PermissionsBoundary"].map { template.refers($0, to: element.logicalID) } ?? false
            }
    }

    /// An attribute of the entry beside its properties, such as `DeletionPolicy`.
    package func attribute(_ name: String) -> CheckedProperty {
        CheckedProperty(template: template, path: "", value: .known(element.body))[name]
    }
}
