package import AWSOperations

/// The differences between stacks' templates and their resources.
///
/// Delegated properties and a detour of the service are notes. Only other differences are drift.
package struct DriftReport: Sendable, Hashable {
    /// A difference.
    package struct Finding: Sendable, Hashable {
        /// The stack.
        package var stack: String
        /// The logical id.
        package var logicalID: String
        /// The physical id.
        package var physicalID: String?
        /// The type.
        package var type: String
        /// The property's path; nil if the whole resource is meant.
        package var path: String?
        /// The template's value.
        package var expected: String?
        /// The actual value.
        package var actual: String?
        /// The meaning: the reason why it is not a drift, or the consequence.
        package var meaning: String

        /// Creates a difference.
        package init(
            stack: String, logicalID: String, physicalID: String? = nil, type: String, path: String? = nil,
            expected: String? = nil, actual: String? = nil, meaning: String
        ) {
            self.stack = stack
            self.logicalID = logicalID
            self.physicalID = physicalID
            self.type = type
            self.path = path
            self.expected = expected
            self.actual = actual
            self.meaning = meaning
        }

        /// The difference in a line.
        package var line: String {
            var text = "\(stack)/\(logicalID) (\(type))"
            if let path { text += " \(path)" }
            if let expected, let actual { text += ": \(expected) in the template, \(actual) in AWS" }
            return text + "; " + meaning
        }
    }

    /// The drift.
    package private(set) var drifted: [Finding] = []
    /// The differences that are expected.
    package private(set) var notes: [Finding] = []
    /// The resources that CloudFormation cannot compare.
    package private(set) var unchecked: [Finding] = []

    /// Creates an empty report.
    package init() {}

    /// Adds a stack's resources.
    /// - Parameters:
    ///   - drifts: The comparison by CloudFormation.
    ///   - stack: The stack's name.
    ///   - delegated: The properties that other controllers move.
    ///   - detour: The detour of the environment's service; nil without one.
    package mutating func add(
        _ drifts: [ResourceDrift], stack: String, delegated: DelegatedProperties = DelegatedProperties(),
        detour: Detour? = nil
    ) {
        for drift in drifts {
            var finding = Finding(
                stack: stack, logicalID: drift.logicalID, physicalID: drift.physicalID, type: drift.type, meaning: "")
            switch drift.status {
            case .inSync: continue
            case .deleted:
                finding.meaning = "it was deleted outside of CloudFormation; the next change of it fails"
                drifted.append(finding)
            case .modified: add(drift.differences, finding, delegated, detour)
            case .notChecked, .unsupported, .undetermined, .unknown:
                finding.meaning = drift.statusReason ?? "CloudFormation does not compare this type"
                unchecked.append(finding)
            }
        }
    }

    private mutating func add(
        _ differences: [PropertyDifference], _ base: Finding, _ delegated: DelegatedProperties, _ detour: Detour?
    ) {
        if differences.isEmpty {
            var finding = base
            finding.meaning = "CloudFormation reports a change without its properties"
            drifted.append(finding)
        }
        for difference in differences {
            var finding = base
            finding.path = difference.path
            finding.expected = difference.expected
            finding.actual = difference.actual
            if let reason = delegated.reason(
                difference.path, of: base.logicalID, type: base.type, expected: difference.expected ?? "",
                actual: difference.actual ?? "")
            {
                finding.meaning = reason
                notes.append(finding)
            } else if let detour, base.type == "AWS::ECS::Service",
                DelegatedProperties.covers("TaskDefinition", difference.path),
                difference.actual == detour.taskDefinition
            {
                finding.meaning = detour.note
                notes.append(finding)
            } else {
                finding.meaning =
                    switch difference.kind {
                    case "ADD": "it was added outside of the template"
                    case "REMOVE": "it was removed outside of the template"
                    default: "it was changed outside of the template; the next change of this property reverts it"
                    }
                drifted.append(finding)
            }
        }
    }

    /// `true` if something drifted. Notes do not count.
    package var hasDrift: Bool { !drifted.isEmpty }

    /// The report in lines.
    package var lines: [String] {
        var lines = drifted.map { "drift: " + $0.line }
        lines += notes.map { "note: " + $0.line }
        if !unchecked.isEmpty {
            let types = Set(unchecked.map(\.type)).sorted()
            lines.append("not compared: \(unchecked.count) resources (\(types.joined(separator: ", ")))")
        }
        return lines
    }
}
