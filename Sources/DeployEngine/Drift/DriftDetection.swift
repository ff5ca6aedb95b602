internal import AWSClient
internal import AWSOperations

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The detection of drift in an environment's stacks: it starts the comparisons, waits for them and reads the differences.
package struct DriftDetection: Sendable {
    /// A stack to compare.
    package struct Subject: Sendable, Hashable {
        /// The stack's name.
        package var stack: String
        /// The properties that other controllers move.
        package var delegated: DelegatedProperties

        /// Creates a subject.
        package init(stack: String, delegated: DelegatedProperties = DelegatedProperties()) {
            self.stack = stack
            self.delegated = delegated
        }
    }

    private let context: EngineContext
    private let subjects: [Subject]
    private let detour: Detour?
    private let patience: Duration

    /// Creates a detection.
    /// - Parameters:
    ///   - context: The effects.
    ///   - subjects: The stacks.
    ///   - detour: The detour of the environment's service; nil without one.
    ///   - patience: The time to wait for the comparison of one stack.
    package init(
        context: EngineContext, subjects: [Subject], detour: Detour? = nil, patience: Duration = .seconds(900)
    ) {
        self.context = context
        self.subjects = subjects
        self.detour = detour
        self.patience = patience
    }

    /// Compares the stacks. A stack that does not exist is left out.
    package func run() async throws(EngineError) -> DriftReport {
        var report = DriftReport()
        var started: [(Subject, String)] = []
        // CloudFormation compares stacks at the same time, so all are started first.
        for subject in subjects {
            do throws(AWSError) {
                let detection = try await context.calls.call(StackOperations.DetectStackDrift(stack: subject.stack))
                started.append((subject, detection.id))
            } catch  where error.saysStackIsMissing {
                context.tell(.notice("there is no stack \(subject.stack)"), in: .verify)
            } catch {
                throw EngineError(error, while: "compare the stack \(subject.stack) with its template")
            }
        }
        for (subject, detection) in started {
            let stack = try await wait(for: detection, subject.stack)
            do throws(AWSError) {
                let pages = try await context.calls.allPages(
                    of: StackOperations.DescribeStackResourceDrifts(stack: stack))
                report.add(
                    pages.flatMap(\.drifts), stack: subject.stack, delegated: subject.delegated, detour: detour)
            } catch {
                throw EngineError(error, while: "read the differences of \(subject.stack)")
            }
        }
        return report
    }

    /// Waits for a comparison; returns the stack's id.
    private func wait(for detection: String, _ stack: String) async throws(EngineError) -> String {
        let began = context.now()
        while true {
            do throws(AWSError) {
                let found = try await context.calls.call(
                    StackOperations.DescribeStackDriftDetectionStatus(id: detection))
                switch found.status {
                case .detectionComplete: return found.stackID
                // Some resources failed; those that were compared still count.
                case .detectionFailed:
                    context.tell(
                        .warning("\(stack) was compared in part: \(found.statusReason ?? "no reason given")"),
                        in: .verify)
                    return found.stackID
                case .detectionInProgress, .unknown: break
                }
            } catch  where error.isRetryable {
                // Another look follows.
            } catch {
                throw EngineError(error, while: "read the comparison of \(stack)")
            }
            if context.now().timeIntervalSince(began) > patience.inSeconds {
                throw EngineError(.deadlineExceeded, "the comparison of \(stack) did not end in time")
            }
            if try await context.pause(.seconds(3)) != nil {
                throw EngineError(.interrupted, "interrupted while waiting for the comparison of \(stack)")
            }
        }
    }
}
