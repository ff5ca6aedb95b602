#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The cause of a failure in words, with its evidence and the next steps.
package struct Explanation: Sendable, Hashable, Codable {
    /// The id of causes that the catalogue does not know.
    package static let unknownID = "unknown"

    /// The cause's id, such as `image-platform`; stable, so that scripts can compare it.
    package var causeID: String
    /// The cause in a few words.
    package var title: String
    /// The explanation.
    package var paragraph: String
    /// The failed resource, such as `weir-dev-service/Service`; nil if there is none.
    package var resource: String?
    /// The lines that the explanation rests on, the most important one first.
    package var evidence: [Evidence]
    /// The things to check.
    package var checks: [String]
    /// The next commands.
    package var commands: [String]
    /// Reservations, such as that CloudTrail lags.
    package var notes: [String]

    /// A line of evidence.
    package struct Evidence: Sendable, Hashable, Codable {
        /// The source, such as `stack event` or `log`.
        package var source: String
        /// The time; nil if unknown.
        package var time: Date?
        /// The line.
        package var text: String

        /// Creates a line.
        package init(source: String, time: Date? = nil, text: String) {
            self.source = source
            self.time = time
            self.text = text
        }
    }

    /// Creates an explanation.
    package init(
        causeID: String, title: String, paragraph: String, resource: String? = nil, evidence: [Evidence] = [],
        checks: [String] = [], commands: [String] = [], notes: [String] = []
    ) {
        self.causeID = causeID
        self.title = title
        self.paragraph = paragraph
        self.resource = resource
        self.evidence = evidence
        self.checks = checks
        self.commands = commands
        self.notes = notes
    }

    /// `false` if the catalogue has no cause for the evidence.
    package var isKnown: Bool { causeID != Self.unknownID }
}
