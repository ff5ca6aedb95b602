#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The API of CloudWatch's alarms.
package final class FakeAlarmsAPI: FakeService {
    /// `monitoring`.
    package static let signingName = "monitoring"
    private let host: FakeWorkloadHost

    init(_ host: FakeWorkloadHost) { self.host = host }

    /// Handles a request.
    package func handle(_ request: FakeRequest, in world: FakeWorld) throws(FakeError) -> FakeResponse {
        guard request.operation == "DescribeAlarms" else { throw FakeError.unknownOperation(request) }
        return .output(host.change(in: world) { $0.describeAlarms(request.input) })
    }
}

extension FakeWorkloads {
    func describeAlarms(_ input: FakeValue) -> FakeValue {
        let names = input["AlarmNames"]?.texts ?? []
        let prefix = input["AlarmNamePrefix"]?.text ?? ""
        let state = input["StateValue"]?.text
        let found = alarms.alarms.sorted { $0.key < $1.key }.filter { name, alarm in
            (names.isEmpty || names.contains(name)) && name.hasPrefix(prefix) && (state == nil || alarm.state == state)
        }
        let page = FakePage(found, token: input["NextToken"]?.text, limit: input["MaxRecords"]?.integer ?? 50)
        return [
            "MetricAlarms": .array(
                page.elements.map { name, alarm in
                    [
                        "AlarmName": .string(name), "AlarmArn": .string(account.arn("cloudwatch", "alarm:\(name)")),
                        "StateValue": .string(alarm.state), "StateReason": .string(alarm.reason),
                        "StateUpdatedTimestamp": alarm.changedAt.json, "ActionsEnabled": true,
                    ]
                }), "CompositeAlarms": .array([]), "NextToken": FakeValue(page.nextToken),
        ]
    }
}
