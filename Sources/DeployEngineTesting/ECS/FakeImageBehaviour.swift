#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The scripted behaviour of a container image, or of one command of it.
///
/// ```swift
/// fake.workloads.withLock { $0.ecs.behaviours["…/weir@sha256:…"] = .crashing(code: 1, log: ["DB_HOST is missing"]) }
/// ```
package struct FakeImageBehaviour: Sendable, Hashable {
    /// The course that a container takes.
    package enum Course: Sendable, Hashable {
        /// Runs until it is stopped and passes its health checks.
        case healthy
        /// Ends by itself.
        case exits(code: Int, after: TimeInterval)
        /// Is killed because it exceeds its memory.
        case outOfMemory(after: TimeInterval)
        /// Is terminated because Spot capacity is reclaimed.
        case interrupted(after: TimeInterval)
        /// Runs, and the load balancer's health checks fail.
        case failsTargetHealth(FakeTargetFailure)
        /// Runs, and the container's own health check fails.
        case failsContainerHealth
        /// Cannot be pulled; the text follows `CannotPullContainerError: `.
        case cannotPull(String)
        /// Lacks something before the image is pulled; the text follows `ResourceInitializationError: `.
        case cannotInitialize(String)
        /// Cannot be started; the text follows `CannotStartContainerError: `.
        case cannotStart(String)
        /// Gets no network interface.
        case lacksNetworkInterface
        /// Finds no capacity in its Availability Zone.
        case lacksCapacity
    }

    /// A line of the container's output.
    package struct LogLine: Sendable, Hashable {
        /// The seconds since the container's start.
        package var after: TimeInterval
        /// The text.
        package var text: String

        /// Creates a line.
        package init(after: TimeInterval = 0, _ text: String) {
            self.after = after
            self.text = text
        }
    }

    /// The course that the container takes.
    package var course: Course
    /// The seconds from the container's start until it responds to health checks.
    package var startup: TimeInterval
    /// The seconds from the container's start after which its health checks fail; nil for never.
    package var turnsUnhealthyAfter: TimeInterval?
    /// The lines of output.
    package var log: [LogLine]
    /// The exit code after SIGTERM; nil if the container ignores the signal and is killed after the stop time-out.
    package var exitCodeOnTermination: Int?
    /// The seconds from SIGTERM to the exit.
    package var shutdown: TimeInterval

    /// Creates a behaviour.
    package init(
        _ course: Course = .healthy, startup: TimeInterval = 5, turnsUnhealthyAfter: TimeInterval? = nil,
        log: [LogLine] = [], exitCodeOnTermination: Int? = 0, shutdown: TimeInterval = 2
    ) {
        self.course = course
        self.startup = startup
        self.turnsUnhealthyAfter = turnsUnhealthyAfter
        self.log = log
        self.exitCodeOnTermination = exitCodeOnTermination
        self.shutdown = shutdown
    }

    /// Runs and becomes healthy.
    /// - Parameter startup: The seconds until it responds to health checks.
    package static func healthy(after startup: TimeInterval = 5) -> FakeImageBehaviour {
        FakeImageBehaviour(.healthy, startup: startup)
    }

    /// Prints lines and exits.
    package static func crashing(
        code: Int = 1, after seconds: TimeInterval = 4, log: [String] = []
    ) -> FakeImageBehaviour {
        FakeImageBehaviour(.exits(code: code, after: seconds), log: log.map { LogLine(after: min(1, seconds), $0) })
    }
}
