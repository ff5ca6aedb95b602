#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The API of CloudWatch Logs.
package final class FakeLogsAPI: FakeService {
    /// `logs`.
    package static let signingName = "logs"
    private let host: FakeWorkloadHost

    init(_ host: FakeWorkloadHost) { self.host = host }

    /// Handles a request.
    package func handle(_ request: FakeRequest, in world: FakeWorld) throws(FakeError) -> FakeResponse {
        let input = request.input
        let output = try host.change(in: world) { (workloads) throws(FakeError) -> FakeValue in
            switch request.operation {
            case "CreateLogGroup": try workloads.createLogGroup(input)
            case "DeleteLogGroup": try workloads.deleteLogGroup(input)
            case "PutLogEvents": try workloads.putLogEvents(input)
            case "CreateLogStream": try workloads.createLogStream(input)
            case "DescribeLogGroups": workloads.describeLogGroups(input)
            case "DescribeLogStreams": try workloads.describeLogStreams(input)
            case "GetLogEvents": try workloads.logEvents(input)
            case "FilterLogEvents": try workloads.filterLogEvents(input)
            default: throw FakeError.unknownOperation(request)
            }
        }
        return .output(output)
    }
}

extension FakeWorkloads {
    private func logGroup(_ input: FakeValue) throws(FakeError) -> FakeLogs.Group {
        let id = input["logGroupName"]?.text ?? input["logGroupIdentifier"]?.text ?? ""
        let name = id.hasPrefix("arn:") ? id.split(separator: ":", maxSplits: 6).last.map(String.init) ?? id : id
        guard let group = logs.groups[name] else {
            throw FakeError("ResourceNotFoundException", "The specified log group does not exist.")
        }
        return group
    }

    mutating func createLogGroup(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let name = input["logGroupName"]?.text ?? ""
        guard logs.groups[name] == nil else {
            throw FakeError("ResourceAlreadyExistsException", "The specified log group already exists")
        }
        logs.addGroup(name, at: now)
        return .object([:])
    }

    mutating func deleteLogGroup(_ input: FakeValue) throws(FakeError) -> FakeValue {
        logs.groups[try logGroup(input).name] = nil
        return .object([:])
    }

    mutating func createLogStream(_ input: FakeValue) throws(FakeError) -> FakeValue {
        logs.addStream(input["logStreamName"]?.text ?? "", to: try logGroup(input).name, at: now)
        return .object([:])
    }

    mutating func putLogEvents(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let group = try logGroup(input)
        let stream = input["logStreamName"]?.text ?? ""
        guard group.streams[stream] != nil else {
            throw FakeError("ResourceNotFoundException", "The specified log stream does not exist.")
        }
        for event in input["logEvents"]?.elements ?? [] {
            logs.write(
                event["message"]?.text ?? "", to: stream, of: group.name, at: Self.date(event["timestamp"]) ?? now)
        }
        return .object([:])
    }

    func describeLogGroups(_ input: FakeValue) -> FakeValue {
        let prefix = input["logGroupNamePrefix"]?.text ?? ""
        let part = input["logGroupNamePattern"]?.text ?? ""
        let found = logs.groups.values.sorted { $0.name < $1.name }
            .filter { $0.name.hasPrefix(prefix) && (part.isEmpty || $0.name.contains(part)) }
        let page = FakePage(found, token: input["nextToken"]?.text, limit: input["limit"]?.integer ?? 50)
        let groups = page.elements.map { group -> FakeValue in
            let arn = account.arn("logs", "log-group:\(group.name)")
            return [
                "logGroupName": .string(group.name), "creationTime": group.createdAt.milliseconds,
                "retentionInDays": FakeValue(group.retentionInDays), "arn": .string(arn + ":*"),
                "logGroupArn": .string(arn), "storedBytes": 0, "metricFilterCount": 0,
                "kmsKeyId": FakeValue(group.key), "logGroupClass": "STANDARD",
            ]
        }
        return ["logGroups": .array(groups), "nextToken": FakeValue(page.nextToken)]
    }

    func describeLogStreams(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let group = try logGroup(input)
        let prefix = input["logStreamNamePrefix"]?.text ?? ""
        var found = group.streams.filter { $0.key.hasPrefix(prefix) }.sorted { $0.key < $1.key }
        if input["orderBy"]?.text == "LastEventTime" {
            found.sort { ($0.value.events.last?.time ?? .distantPast) < ($1.value.events.last?.time ?? .distantPast) }
        }
        if input["descending"]?.boolean == true { found.reverse() }
        let page = FakePage(found, token: input["nextToken"]?.text, limit: input["limit"]?.integer ?? 50)
        let streams = page.elements.map { name, stream -> FakeValue in
            [
                "logStreamName": .string(name), "creationTime": stream.createdAt.milliseconds,
                "firstEventTimestamp": stream.events.first?.time.milliseconds ?? .null,
                "lastEventTimestamp": stream.events.last?.time.milliseconds ?? .null,
                "lastIngestionTime": stream.events.last?.ingestedAt.milliseconds ?? .null,
                "arn": .string(account.arn("logs", "log-group:\(group.name):log-stream:\(name)")), "storedBytes": 0,
            ]
        }
        return ["logStreams": .array(streams), "nextToken": FakeValue(page.nextToken)]
    }

    /// Returns a page of a stream's events.
    ///
    /// Source: "GetLogEvents", CloudWatch Logs API Reference: the newest events without `startFromHead`; both tokens are always
    /// there, and the end of the stream is reached when a response returns the token of the request.
    func logEvents(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let group = try logGroup(input)
        let name = input["logStreamName"]?.text ?? ""
        guard group.streams[name] != nil else {
            throw FakeError("ResourceNotFoundException", "The specified log stream does not exist.")
        }
        let events = logs.visible(in: group, at: now) { $0 == name }.map(\.event).filter { isWanted($0, input) }
        let limit = min(input["limit"]?.integer ?? 10_000, 10_000)
        let token = input["nextToken"]?.text
        var range = 0..<0
        if let token, let position = Int(token.dropFirst(2)), token.hasPrefix("f/") {
            let start = events.firstIndex { $0.number > position } ?? events.count
            range = start..<min(start + limit, events.count)
        } else if let token, let position = Int(token.dropFirst(2)) {
            let end = events.firstIndex { $0.number >= position } ?? events.count
            range = max(0, end - limit)..<end
        } else if input["startFromHead"]?.boolean == true {
            range = 0..<min(limit, events.count)
        } else {
            range = max(0, events.count - limit)..<events.count
        }
        let page = events[range]
        let first = page.first?.number ?? token.flatMap { Int($0.dropFirst(2)) } ?? 0
        let last = page.last?.number ?? token.flatMap { Int($0.dropFirst(2)) } ?? 0
        return [
            "events": .array(
                page.map { event in
                    [
                        "timestamp": event.time.milliseconds, "message": .string(event.message),
                        "ingestionTime": event.ingestedAt.milliseconds,
                    ]
                }), "nextForwardToken": .string("f/\(last)"), "nextBackwardToken": .string("b/\(first)"),
        ]
    }

    /// Returns a page of the events of a group. A page may be empty and yet have a token.
    ///
    /// The pattern is a list of words that all occur, `"a phrase"`, or `?a ?b` of which one occurs.
    func filterLogEvents(_ input: FakeValue) throws(FakeError) -> FakeValue {
        let group = try logGroup(input)
        let names = input["logStreamNames"]?.texts ?? []
        let prefix = input["logStreamNamePrefix"]?.text ?? ""
        let pattern = input["filterPattern"]?.text ?? ""
        let found = logs.visible(in: group, at: now) {
            (names.isEmpty || names.contains($0)) && $0.hasPrefix(prefix)
        }.filter { isWanted($0.event, input) && Self.matches($0.event.message, pattern) }
        let page = FakePage(
            found, token: input["nextToken"]?.text, limit: min(input["limit"]?.integer ?? 10_000, 10_000))
        return [
            "events": .array(
                page.elements.map { stream, event in
                    [
                        "logStreamName": .string(stream), "timestamp": event.time.milliseconds,
                        "message": .string(event.message), "ingestionTime": event.ingestedAt.milliseconds,
                        "eventId": .string(String(event.number)),
                    ]
                }), "searchedLogStreams": .array([]), "nextToken": FakeValue(page.nextToken),
        ]
    }

    private func isWanted(_ event: FakeLogs.Event, _ input: FakeValue) -> Bool {
        if let start = Self.date(input["startTime"]), event.time < start { return false }
        if let end = Self.date(input["endTime"]), event.time >= end { return false }
        return true
    }

    private static func date(_ value: FakeValue?) -> Date? {
        value?.text.flatMap { Double($0) }.map { Date(timeIntervalSince1970: $0 / 1000) }
    }

    private static func matches(_ message: String, _ pattern: String) -> Bool {
        let phrases = pattern.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
        var all = phrases.filter { $0.offset % 2 == 1 }.map { String($0.element) }
        let words = phrases.filter { $0.offset % 2 == 0 }.flatMap { $0.element.split(separator: " ") }.map(String.init)
        let any = words.filter { $0.hasPrefix("?") && $0.count > 1 }.map { String($0.dropFirst()) }
        all += words.filter { !$0.hasPrefix("?") }
        return all.allSatisfy(message.contains) && (any.isEmpty || any.contains(where: message.contains))
    }
}
