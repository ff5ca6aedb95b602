#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The part of a copy of an environment that tells it from the original: its name, and the time at which AWS deletes it.
package struct Preview: Sendable, Hashable {
    private indirect enum Origin: Sendable, Hashable {
        case environment(DeploymentEnvironment)
    }

    /// The name, such as `pr-12`.
    package let name: String
    /// The time at which AWS begins to delete the stacks.
    package let expires: Date
    private let origin: Origin

    /// Creates the part of a copy.
    init(_ name: String, expires: Date, of environment: DeploymentEnvironment) {
        self.name = name
        self.expires = expires
        origin = .environment(environment)
    }

    /// The environment that was copied.
    package var base: DeploymentEnvironment {
        switch origin {
        case .environment(let environment): environment
        }
    }

    /// The midnight in UTC before which a preview stays for a number of whole days. It is the same for all runs of a day, so a
    /// second deployment of the same day has no change because of it.
    package static func expiry(days: Int, after now: Date) -> Date {
        let day = (now.timeIntervalSince1970 / 86_400).rounded(.down)
        return Date(timeIntervalSince1970: (day + Double(days) + 1) * 86_400)
    }

    /// The environment and the preview that a label such as `dev.pr-12` names; nil for the name of an environment.
    package static func parts(of label: String) -> (environment: String, preview: String)? {
        guard let dot = label.firstIndex(of: ".") else { return nil }
        return (String(label[..<dot]), String(label[label.index(after: dot)...]))
    }

    /// The name, if it is valid: it becomes a part of stack names and host names.
    package static func name(_ text: String) -> String? {
        text.utf8.count <= 20 ? EnvironmentReader.applicationName(text) : nil
    }
}
