#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// CloudTrail of the fake account. Events appear after a while.
package final class FakeTrail: FakeService {
    /// The signing name.
    package static var signingName: String { "cloudtrail" }

    /// The time until an event appears: "typically within about 15 minutes".
    package var lag: Duration = .seconds(15 * 60)

    /// Creates the service.
    package init() {}

    /// Handles a request.
    package func handle(_ request: FakeRequest, in world: FakeWorld) throws(FakeError) -> FakeResponse {
        guard request.operation == "LookupEvents" else { throw .unknownOperation(request) }
        let start = request["StartTime"]?.text.flatMap { Double($0) } ?? -.infinity
        let end = request["EndTime"]?.text.flatMap { Double($0) } ?? .infinity
        let attributes = request["LookupAttributes"]?.elements ?? []
        guard attributes.count <= 1 else {
            throw FakeError("InvalidLookupAttributesException", "Only one lookup attribute can be specified")
        }
        let events = world.trail.reversed().filter { event in
            let time = world.start.timeIntervalSince1970 + event.time.inSeconds
            return event.time + lag <= world.now && time >= start && time <= end
                && attributes.allSatisfy { Self.matches(event, $0) }
        }
        let first = request["NextToken"]?.integer ?? 0
        let last = min(events.count, first + min(50, request["MaxResults"]?.integer ?? 50))
        guard first <= last else { throw FakeError("InvalidNextTokenException", "Invalid token") }
        return .output([
            "Events": .array(events[first..<last].map { Self.output($0, in: world) }),
            "NextToken": last < events.count ? .string(String(last)) : .null,
        ])
    }

    private static func matches(_ event: FakeTrailEvent, _ attribute: FakeValue) -> Bool {
        let value = attribute["AttributeValue"]?.text ?? ""
        return switch attribute["AttributeKey"]?.text {
        case "EventName": event.name == value
        case "EventSource": event.source == value
        case "EventId": event.id == value
        case "ResourceName": event.resources.contains(value)
        case "Username": event.caller.hasSuffix("/" + value)
        case "ReadOnly": String(Self.isReading(event.name)) == value
        default: false
        }
    }

    /// `true` if an operation only reads.
    static func isReading(_ name: String) -> Bool {
        ["Describe", "List", "Get", "Head", "BatchGet", "Lookup", "Simulate", "Validate"].contains {
            name.hasPrefix($0)
        }
    }

    private static func output(_ event: FakeTrailEvent, in world: FakeWorld) -> FakeValue {
        let date = world.start.addingTimeInterval(event.time.inSeconds)
        let detail: FakeValue = [
            "eventVersion": "1.11", "eventTime": .string(date.formatted(.iso8601)),
            "eventSource": .string(event.source),
            "eventName": .string(event.name), "awsRegion": .string(world.region), "eventID": .string(event.id),
            "userIdentity": ["arn": .string(event.caller), "invokedBy": FakeValue(event.invokedBy)],
            "sourceIPAddress": .string(event.invokedBy ?? "192.0.2.1"), "errorCode": FakeValue(event.errorCode),
            "errorMessage": FakeValue(event.errorMessage),
        ]
        return [
            "EventId": .string(event.id), "EventName": .string(event.name), "EventSource": .string(event.source),
            "EventTime": FakeValue(date.timeIntervalSince1970), "ReadOnly": .string(String(isReading(event.name))),
            "Username": FakeValue(event.caller.split(separator: "/").last.map(String.init)),
            "Resources": .array(event.resources.map { ["ResourceName": .string($0)] }),
            "CloudTrailEvent": .string(detail.json),
        ]
    }
}
