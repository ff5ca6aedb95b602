/// A change of a resource in a change set.
struct FakeResourceChange: Hashable {
    /// A changed property or attribute.
    struct Detail: Hashable {
        /// `Properties`, `Tags`, `DeletionPolicy` or `UpdateReplacePolicy`.
        var attribute: String
        var name: String?
        var path: String?
        var recreation: FakeTypeFacts.Recreation
        var before: String?
        var after: String?
        /// `Add`, `Remove` or `Modify`.
        var kind: String
        /// `true` if the value is known only when it is applied.
        var isDynamic: Bool
        var source: String
        var cause: String?
        /// The resource's actual value, if it drifted.
        var drift: String?
    }

    var action: String
    var logicalID: String
    var physicalID: String?
    var type: String
    /// `True`, `False` or `Conditional`; nil for additions and removals.
    var replacement: String?
    var policyAction: String?
    var scope: [String] = []
    var details: [Detail] = []
    var before: FakeValue?
    var after: FakeValue?
    var driftStatus: String?

    /// The change as a member of `Changes`.
    func output(includesValues: Bool) -> FakeValue {
        var change: [String: FakeValue] = [
            "Action": .string(action), "LogicalResourceId": .string(logicalID), "ResourceType": .string(type),
            "PhysicalResourceId": FakeValue(physicalID), "Replacement": FakeValue(replacement),
            "PolicyAction": FakeValue(policyAction), "Scope": FakeValue(scope),
            "ResourceDriftStatus": FakeValue(driftStatus),
            "Details": .array(details.map { Self.output($0, includesValues) }),
        ]
        if includesValues {
            change["BeforeContext"] = FakeValue(before.map(\.json))
            change["AfterContext"] = FakeValue(after.map(\.json))
        }
        return ["Type": "Resource", "ResourceChange": .object(change)]
    }

    private static func output(_ detail: Detail, _ includesValues: Bool) -> FakeValue {
        var target: [String: FakeValue] = [
            "Attribute": .string(detail.attribute), "Name": FakeValue(detail.name),
            "RequiresRecreation": .string(detail.recreation.rawValue),
        ]
        if includesValues {
            target["Path"] = FakeValue(detail.path)
            target["BeforeValue"] = FakeValue(detail.before)
            target["AfterValue"] = FakeValue(detail.after)
            target["AttributeChangeType"] = .string(detail.kind)
            if let drift = detail.drift {
                target["BeforeValueFrom"] = "ACTUAL_STATE"
                target["Drift"] = ["PreviousValue": FakeValue(detail.before), "ActualValue": .string(drift)]
            }
        }
        return [
            "Target": .object(target), "Evaluation": detail.isDynamic ? "Dynamic" : "Static",
            "ChangeSource": .string(detail.source), "CausingEntity": FakeValue(detail.cause),
        ]
    }
}
