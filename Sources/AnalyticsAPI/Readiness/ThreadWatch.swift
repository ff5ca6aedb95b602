import NIOCore
import NIOPosix
import Synchronization

/// Detects threads that no longer run work: an event loop or all worker threads that a call blocks forever.
///
/// Each look sends a probe to every lane that has answered the last one. A lane whose probe is unanswered for longer than the
/// limit is stuck. So a look costs no waiting, and a stuck lane is found by the first look after the limit.
final class ThreadWatch: Sendable {
    /// A thread, or a pool of threads.
    struct Lane: Sendable {
        /// The name in the reason.
        let name: String
        /// Runs a closure on the lane.
        let submit: @Sendable (@escaping @Sendable () -> Void) -> Void
    }

    private let lanes: [Lane]
    private let limit: Duration
    private let uptime: @Sendable () -> Duration
    /// The time of each lane's unanswered probe.
    private let probes: Mutex<[Int: Duration]> = Mutex([:])

    /// - Parameters:
    ///   - lanes: The lanes to watch.
    ///   - limit: The time after which a lane counts as stuck.
    ///   - uptime: A monotonic clock.
    init(_ lanes: [Lane], limit: Duration, uptime: @escaping @Sendable () -> Duration) {
        self.lanes = lanes
        self.limit = limit
        self.uptime = uptime
    }

    /// Returns the names of the stuck lanes, and probes all others.
    func stuckLanes() -> [String] {
        let now = uptime()
        var stuck: [String] = []
        for (index, lane) in lanes.enumerated() {
            let since = probes.withLock { probes in
                defer { if probes[index] == nil { probes[index] = now } }
                return probes[index]
            }
            if let since {
                if now - since > limit { stuck.append(lane.name) }
            } else {
                lane.submit { [self] in probes.withLock { $0[index] = nil } }
            }
        }
        return stuck
    }

    /// The lanes of the process: the event loops that serve connections, and the worker threads.
    static var ofProcess: [Lane] {
        let loops = MultiThreadedEventLoopGroup.singleton.makeIterator().enumerated().map { index, loop in
            Lane(name: "event loop \(index + 1)") { probe in loop.execute(probe) }
        }
        return loops + [Lane(name: "workers") { probe in WorkerExecutor.shared.submit(probe) }]
    }
}
