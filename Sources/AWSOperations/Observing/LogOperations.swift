package import AWSClient

/// The operations of CloudWatch Logs, named as in "Amazon CloudWatch Logs API Reference".
package enum LogOperations {}

/// An operation of CloudWatch Logs.
package protocol LogOperation: JSONOperation, Decodable {}

extension LogOperation {
    /// CloudWatch Logs.
    package static var service: AWSService { .logs }
    /// The operation's name, after which the structure is named.
    package static var name: String { "\(Self.self)" }
}

extension LogOperations {
    /// `GetLogEvents`: the events of a stream. The last page has the token of its request.
    package struct GetLogEvents: LogOperation {
        /// The group's name.
        package var group: String
        /// The stream's name.
        package var stream: String
        /// The first time; nil for the oldest.
        package var startTime: LogTime?
        /// The end, exclusive; nil for no end.
        package var endTime: LogTime?
        /// `true` to begin with the oldest event.
        package var startsFromHead: Bool?
        /// The maximum number of events, up to 10,000.
        package var limit: Int?
        /// The token of the page.
        package var token: String?

        enum CodingKeys: String, CodingKey {
            case group = "logGroupName", stream = "logStreamName", startTime, endTime
            case startsFromHead = "startFromHead", limit, token = "nextToken"
        }

        /// Creates the operation.
        package init(
            group: String, stream: String, startTime: LogTime? = nil, endTime: LogTime? = nil,
            startsFromHead: Bool? = nil, limit: Int? = nil, token: String? = nil
        ) {
            self.group = group
            self.stream = stream
            self.startTime = startTime
            self.endTime = endTime
            self.startsFromHead = startsFromHead
            self.limit = limit
            self.token = token
        }

        /// A page.
        package struct Output: Sendable, Hashable, Codable {
            /// The events, oldest first.
            package var events: [LogEvent]
            /// The token of the next page.
            package var forwardToken: String?
            /// The token of the page before.
            package var backwardToken: String?

            enum CodingKeys: String, CodingKey {
                case events, forwardToken = "nextForwardToken", backwardToken = "nextBackwardToken"
            }

            /// Creates the output.
            package init(events: [LogEvent] = [], forwardToken: String? = nil, backwardToken: String? = nil) {
                self.events = events
                self.forwardToken = forwardToken
                self.backwardToken = backwardToken
            }
        }
    }

    /// `FilterLogEvents`: the events of a group's streams that match a pattern.
    package struct FilterLogEvents: LogOperation, PagedOperation {
        /// The group's name.
        package var group: String
        /// The streams' names; nil for all.
        package var streams: [String]?
        /// The prefix of streams' names; nil for all.
        package var streamPrefix: String?
        /// The first time; nil for the oldest.
        package var startTime: LogTime?
        /// The end, exclusive; nil for no end.
        package var endTime: LogTime?
        /// The pattern; nil for all events.
        package var pattern: String?
        /// The maximum number of events of a page.
        package var limit: Int?
        /// The token of the page.
        package var pageToken: String?

        enum CodingKeys: String, CodingKey {
            case group = "logGroupName", streams = "logStreamNames", streamPrefix = "logStreamNamePrefix", startTime
            case endTime, pattern = "filterPattern", limit, pageToken = "nextToken"
        }

        /// Creates the operation.
        package init(
            group: String, streams: [String]? = nil, streamPrefix: String? = nil, startTime: LogTime? = nil,
            endTime: LogTime? = nil, pattern: String? = nil, limit: Int? = nil, pageToken: String? = nil
        ) {
            self.group = group
            self.streams = streams
            self.streamPrefix = streamPrefix
            self.startTime = startTime
            self.endTime = endTime
            self.pattern = pattern
            self.limit = limit
            self.pageToken = pageToken
        }

        /// A page, which may be empty although others follow.
        package struct Output: Sendable, Hashable, Codable {
            /// The events.
            package var events: [LogEvent]
            /// The token of the page.
            package var nextToken: String?

            enum CodingKeys: String, CodingKey { case events, nextToken }

            /// Creates the output.
            package init(events: [LogEvent] = [], nextToken: String? = nil) {
                self.events = events
                self.nextToken = nextToken
            }
        }

        /// The token of the next page.
        package static func nextToken(in output: Output) -> String? { output.nextToken }
    }

    /// `DescribeLogGroups`.
    package struct DescribeLogGroups: LogOperation, PagedOperation {
        /// The prefix of names; nil for all.
        package var prefix: String?
        /// The maximum number of groups of a page.
        package var limit: Int?
        /// The token of the page.
        package var pageToken: String?

        enum CodingKeys: String, CodingKey { case prefix = "logGroupNamePrefix", limit, pageToken = "nextToken" }

        /// Creates the operation.
        package init(prefix: String? = nil, limit: Int? = nil, pageToken: String? = nil) {
            self.prefix = prefix
            self.limit = limit
            self.pageToken = pageToken
        }

        /// A page.
        package struct Output: Sendable, Hashable, Codable {
            /// The groups.
            package var groups: [LogGroupDescription]
            /// The token of the page.
            package var nextToken: String?

            enum CodingKeys: String, CodingKey { case groups = "logGroups", nextToken }

            /// Creates the output.
            package init(groups: [LogGroupDescription] = [], nextToken: String? = nil) {
                self.groups = groups
                self.nextToken = nextToken
            }
        }

        /// The token of the next page.
        package static func nextToken(in output: Output) -> String? { output.nextToken }
    }

    /// `DescribeLogStreams`.
    package struct DescribeLogStreams: LogOperation, PagedOperation {
        /// The group's name.
        package var group: String
        /// The prefix of names; not with an order by time.
        package var prefix: String?
        /// `LogStreamName`, the default, or `LastEventTime`.
        package var order: String?
        /// `true` for the last first.
        package var isDescending: Bool?
        /// The maximum number of streams of a page.
        package var limit: Int?
        /// The token of the page.
        package var pageToken: String?

        enum CodingKeys: String, CodingKey {
            case group = "logGroupName", prefix = "logStreamNamePrefix", order = "orderBy"
            case isDescending = "descending", limit, pageToken = "nextToken"
        }

        /// Creates the operation.
        package init(
            group: String, prefix: String? = nil, order: String? = nil, isDescending: Bool? = nil, limit: Int? = nil,
            pageToken: String? = nil
        ) {
            self.group = group
            self.prefix = prefix
            self.order = order
            self.isDescending = isDescending
            self.limit = limit
            self.pageToken = pageToken
        }

        /// A page.
        package struct Output: Sendable, Hashable, Codable {
            /// The streams.
            package var streams: [LogStreamDescription]
            /// The token of the page.
            package var nextToken: String?

            enum CodingKeys: String, CodingKey { case streams = "logStreams", nextToken }

            /// Creates the output.
            package init(streams: [LogStreamDescription] = [], nextToken: String? = nil) {
                self.streams = streams
                self.nextToken = nextToken
            }
        }

        /// The token of the next page.
        package static func nextToken(in output: Output) -> String? { output.nextToken }
    }
}

/// An event of a log.
package struct LogEvent: Sendable, Hashable, Codable {
    /// The time.
    package var time: LogTime
    /// The message.
    package var message: String
    /// The time of the receipt.
    package var ingestionTime: LogTime?
    /// The stream's name, of a search.
    package var stream: String?
    /// The id, of a search.
    package var id: String?

    enum CodingKeys: String, CodingKey {
        case time = "timestamp", message, ingestionTime, stream = "logStreamName", id = "eventId"
    }

    /// Creates the value.
    package init(
        time: LogTime, message: String, ingestionTime: LogTime? = nil, stream: String? = nil, id: String? = nil
    ) {
        self.time = time
        self.message = message
        self.ingestionTime = ingestionTime
        self.stream = stream
        self.id = id
    }
}

/// A group of logs.
package struct LogGroupDescription: Sendable, Hashable, Codable {
    /// The name.
    package var name: String
    /// The ARN.
    package var arn: String?
    /// The days that events are kept; nil for ever.
    package var retentionDays: Int?
    /// The ARN of the key.
    package var key: String?

    enum CodingKeys: String, CodingKey {
        case name = "logGroupName", arn, retentionDays = "retentionInDays", key = "kmsKeyId"
    }

    /// Creates the value.
    package init(name: String, arn: String? = nil, retentionDays: Int? = nil, key: String? = nil) {
        self.name = name
        self.arn = arn
        self.retentionDays = retentionDays
        self.key = key
    }
}

/// A stream of logs.
package struct LogStreamDescription: Sendable, Hashable, Codable {
    /// The name.
    package var name: String
    /// The time of the first event.
    package var firstEventTime: LogTime?
    /// The time of the last event.
    package var lastEventTime: LogTime?

    enum CodingKeys: String, CodingKey {
        case name = "logStreamName", firstEventTime = "firstEventTimestamp", lastEventTime = "lastEventTimestamp"
    }

    /// Creates the value.
    package init(name: String, firstEventTime: LogTime? = nil, lastEventTime: LogTime? = nil) {
        self.name = name
        self.firstEventTime = firstEventTime
        self.lastEventTime = lastEventTime
    }
}
