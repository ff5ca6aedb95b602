import AWSClient
import AWSOperations

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Reads the failed calls that CloudTrail recorded around the first failure: from five minutes before it to two minutes after it.
struct TrailEvidence: Sendable {
    /// The time before the failure, in seconds.
    private static let before = 300.0
    /// The time after the failure, in seconds.
    private static let after = 120.0
    /// The most pages of 50 events of a sweep; a page takes half a second by CloudTrail's limit.
    private static let pageLimit = 5
    /// The services on whose behalf calls of a deployment are made.
    private static let invokers: Set<String> = [
        "cloudformation.amazonaws.com", "ecs.amazonaws.com", "ecs-tasks.amazonaws.com", "autoscaling.amazonaws.com",
        "ecs.application-autoscaling.amazonaws.com", "elasticloadbalancing.amazonaws.com", "rds.amazonaws.com",
    ]

    private let context: EngineContext

    init(_ context: EngineContext) {
        self.context = context
    }

    /// Reads the events into a bundle with a failure.
    func collect(_ bundle: inout EvidenceBundle) async {
        guard let failure = bundle.failures.first?.resource else { return }
        // The changes of all services, then also the reads of the service that failed: a denied read ends a handler as well. All
        // reads would drown in the polls of this very program.
        var sweeps = [TrailAttribute(key: "ReadOnly", value: "false")]
        if let source = Self.eventSource(of: failure.type) {
            sweeps.append(TrailAttribute(key: "EventSource", value: source))
        }
        var seen: Set<String> = []
        for attribute in sweeps {
            do throws(AWSError) {
                let found = try await events(around: failure.time, attribute).compactMap(Self.evidence)
                bundle.trail += found.filter { seen.insert($0.id).inserted }
            } catch {
                bundle.note("CloudTrail", error)
                return
            }
        }
        bundle.trailRead = context.now()
    }

    private func events(around time: Date, _ attribute: TrailAttribute) async throws(AWSError) -> [TrailEvent] {
        let operation = TrailOperations.LookupEvents(
            attributes: [attribute], startTime: time.addingTimeInterval(-Self.before),
            endTime: time.addingTimeInterval(Self.after), pageSize: 50)
        return try await context.calls.allPages(of: operation, limit: Self.pageLimit).flatMap(\.events)
    }

    /// The source of the events of a resource type's service, such as `rds.amazonaws.com`.
    static func eventSource(of type: String) -> String? {
        let parts = type.split(separator: ":")
        guard parts.count == 3, parts[0] == "AWS" else { return nil }
        let names = [
            "elasticloadbalancingv2": "elasticloadbalancing", "cloudwatch": "monitoring", "certificatemanager": "acm",
            "applicationautoscaling": "application-autoscaling", "stepfunctions": "states",
        ]
        let name = parts[1].lowercased()
        return (names[name] ?? name) + ".amazonaws.com"
    }

    /// The failed call of an event that a deployment may have made; nil for others.
    private static func evidence(_ event: TrailEvent) -> EvidenceBundle.TrailEvent? {
        guard let document = event.document, let id = event.id, let time = event.time,
            let call = try? JSONDecoder().decode(RecordedCall.self, from: Data(document.utf8)),
            let code = call.errorCode
        else { return nil }
        let invoker = call.userIdentity?.invokedBy ?? call.sourceIPAddress
        guard let invoker, invokers.contains(invoker) else { return nil }
        return .init(
            id: id, time: time, source: event.source ?? call.eventSource ?? "unknown", name: event.name ?? "unknown",
            errorCode: code, errorMessage: call.errorMessage, principal: call.userIdentity?.arn, invokedBy: invoker)
    }

    /// The parts of a record that matter ("CloudTrail record contents").
    private struct RecordedCall: Decodable {
        struct Identity: Decodable {
            var arn: String?
            var invokedBy: String?
        }

        var eventSource: String?
        var errorCode: String?
        var errorMessage: String?
        var sourceIPAddress: String?
        var userIdentity: Identity?
    }
}
