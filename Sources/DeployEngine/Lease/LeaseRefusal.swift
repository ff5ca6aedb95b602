#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The reason why a process does not hold the lease.
package enum LeaseRefusal: Sendable, Hashable {
    /// Another process holds it, or a dead process left it while stacks still change.
    case held(LeaseRecord, isExpired: Bool, stacks: [BusyStack])
    /// The lease was lost: another process took it, or it was released by hand (nil).
    case lost(to: LeaseRecord?)
    /// The lease could not be renewed until its expiry.
    case expired(LeaseRecord)
    /// The lease cannot be read.
    case unreadable
    /// Neither responses nor the object tell whether the lease is held.
    case undecided(String)
}

extension LeaseRefusal: CustomStringConvertible {
    /// The holder, the time and the commands that help.
    package var description: String {
        switch self {
        case .held(let record, false, _):
            "\(record.summary). Wait for it, follow it with \(record.attach), or stop it with 'infra-cli cancel \(record.environment)'"
        case .held(let record, true, let stacks):
            "\(record.summary). It expired at \(record.expires.formatted(.iso8601)), but \(stacks.summary). Follow it with \(record.attach); when it has ended, 'infra-cli recover \(record.environment)' cleans up"
        case .lost(let record?):
            "the lease was taken by another process: \(record.summary). This process changes nothing more"
        case .lost(nil):
            "the lease was released by another process ('infra-cli lock release'). This process changes nothing more"
        case .expired(let record):
            "the lease of \(record.environment) could not be renewed before it expired at \(record.expires.formatted(.iso8601)). This process changes nothing more; run 'infra-cli attach \(record.environment)' when the bucket can be reached"
        case .unreadable:
            "the lease cannot be read: it was written by a newer version of infra-cli or changed by hand. If no deployment runs, remove it with 'infra-cli lock release'"
        case .undecided(let reason):
            "the lease could be neither acquired nor refused: \(reason). Try again"
        }
    }
}

extension LeaseRecord {
    /// The holder, the operation and the times in a sentence.
    package var summary: String {
        var text = "\(environment) is leased by \(holder)"
        if let host { text += " on \(host)" }
        text += " for '\(operation)'"
        if let release { text += " (release \(release))" }
        text += " since \(acquired.formatted(.iso8601)), renewed \(renewed.formatted(.iso8601))"
        if let runURL { text += ", \(runURL)" }
        return text
    }

    /// The command that follows the holder's operation, in quotes.
    package var attach: String { "'infra-cli attach \(environment)'" }
}

extension [BusyStack] {
    /// The stacks and their statuses in a clause.
    package var summary: String {
        let names = map { "\($0.name) is \($0.status)" }
        return names.isEmpty ? "no stack changes" : names.joined(separator: ", ")
    }
}
