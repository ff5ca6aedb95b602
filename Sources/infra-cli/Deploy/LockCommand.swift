import AWSClient
import ArgumentParser
import CommandLineInterface
import DeployEngine
import Diagnostics

struct LockCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lock",
        abstract: "Shows or releases the lease of an environment.",
        discussion: """
            One run at a time works on an environment. It holds a lease in the artifact bucket and renews it; a lease that \
            is not renewed expires, and the next run takes it over unless a stack still changes.

            EXAMPLE
              infra-cli lock status production
              infra-cli lock release production
            """,
        subcommands: [LockStatusCommand.self, LockReleaseCommand.self])
}

struct LockStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Shows the holder of the lease, and how to follow its run.",
        usage: "infra-cli lock status <environment> [<options>]",
        discussion: """
            Exit codes: 0 the environment is free, 1 AWS reported an error, 4 a run holds the lease; 64 wrong usage, 65 no \
            such environment, 69 no answer, 77 not permitted.

            EXAMPLE
              infra-cli lock status production
            """)

    @OptionGroup var target: EnvironmentArgument

    @Flag(help: "Print JSON for programs.")
    var json = false

    private struct Row: Encodable {
        let environment: String
        let isHeld: Bool
        let isExpired: Bool
        let lease: LeaseRecord?
        let description: String
    }

    func run() async throws {
        let site = try target.site()
        let status = try await site.leaseStatus()
        if json {
            let row = Row(
                environment: site.plan.environment, isHeld: status.stored != nil, isExpired: status.isExpired,
                lease: status.stored?.record, description: status.description)
            try StandardOutput.write(JSONOutput.text(of: row))
        } else {
            // The sentence about a lease names the environment.
            let subject = status.stored == nil ? "\(site.plan.environment) is " : ""
            try StandardOutput.line(subject + status.description)
        }
        if status.stored != nil, !status.isExpired { throw ExitCode(ExitCode.leaseHeld) }
    }
}

struct LockReleaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release",
        abstract: "Releases a lease whose run is dead.",
        usage: "infra-cli lock release <environment> [<options>]",
        discussion: """
            Refuses while the lease is renewed or a stack changes; --force releases it all the same. A lease that expires \
            needs no release.

            Exit codes: 0 released or free, 1 AWS reported an error, 4 refused; 64 wrong usage, 65 no such environment, \
            69 no answer, 77 not permitted.

            EXAMPLE
              infra-cli lock release production
              infra-cli lock release production --force --json
            """)

    @OptionGroup var target: EnvironmentArgument

    @Flag(help: "Release it although its run may live.")
    var force = false

    @Flag(help: "Print JSON for programs.")
    var json = false

    private struct Row: Encodable {
        let environment: String
        let isReleased: Bool
        let lease: LeaseRecord?
    }

    func run() async throws {
        let site = try target.site()
        let status = try await site.leaseStatus()
        guard status.stored != nil else { return try report(site, status, isReleased: false) }
        if let obstacle = status.releaseObstacle, !force {
            StandardError.error(obstacle)
            throw ExitCode(ExitCode.leaseHeld)
        }
        let location = try await site.location()
        let isReleased: Bool
        do throws(AWSError) {
            isReleased = try await status.delete(
                context: site.context, location: location, environment: site.plan.environment)
        } catch {
            throw CommandError(error)
        }
        guard isReleased else { throw CommandError.failure("the lease changed just now: its run lives") }
        try report(site, status, isReleased: true)
    }

    private func report(_ site: DeploymentSite, _ status: LeaseStatus, isReleased: Bool) throws {
        let name = site.plan.environment
        guard json else {
            return try StandardOutput.line(isReleased ? "the lease of \(name) is released" : "\(name) is free")
        }
        let row = Row(environment: name, isReleased: isReleased, lease: status.stored?.record)
        try StandardOutput.write(JSONOutput.text(of: row))
    }
}

extension ExitCode {
    /// The changes were not approved.
    static let notApproved: Int32 = 2
    /// The run left the operation to AWS.
    static let detached: Int32 = 3
    /// Another run holds the lease.
    static let leaseHeld: Int32 = 4
}
