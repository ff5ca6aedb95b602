package import AWSClient

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The operations of CloudTrail, named as in "AWS CloudTrail API Reference".
package enum TrailOperations {}

/// An operation of CloudTrail.
package protocol TrailOperation: JSONOperation, Decodable {}

extension TrailOperation {
    /// CloudTrail.
    package static var service: AWSService { .cloudTrail }
    /// The operation's name, after which the structure is named.
    package static var name: String { "\(Self.self)" }
}

extension TrailOperations {
    /// `LookupEvents`: the management events of 90 days, newest first, up to two calls a second. An event appears after
    /// up to 15 minutes.
    package struct LookupEvents: TrailOperation, PagedOperation {
        /// The attribute to select, one at most.
        package var attributes: [TrailAttribute]?
        /// The first time.
        package var startTime: Date?
        /// The last time.
        package var endTime: Date?
        /// The maximum number of events of a page, up to 50.
        package var pageSize: Int?
        /// The token of the page.
        package var pageToken: String?

        enum CodingKeys: String, CodingKey {
            case attributes = "LookupAttributes", startTime = "StartTime", endTime = "EndTime"
            case pageSize = "MaxResults", pageToken = "NextToken"
        }

        /// Creates the operation.
        package init(
            attributes: [TrailAttribute]? = nil, startTime: Date? = nil, endTime: Date? = nil, pageSize: Int? = nil,
            pageToken: String? = nil
        ) {
            self.attributes = attributes
            self.startTime = startTime
            self.endTime = endTime
            self.pageSize = pageSize
            self.pageToken = pageToken
        }

        /// A page.
        package struct Output: Sendable, Hashable, Codable {
            /// The events.
            package var events: [TrailEvent]
            /// The token of the page.
            package var nextToken: String?

            enum CodingKeys: String, CodingKey { case events = "Events", nextToken = "NextToken" }

            /// Creates the output.
            package init(events: [TrailEvent] = [], nextToken: String? = nil) {
                self.events = events
                self.nextToken = nextToken
            }
        }

        /// The token of the next page.
        package static func nextToken(in output: Output) -> String? { output.nextToken }
    }
}

/// A selection of events by an attribute.
package struct TrailAttribute: Sendable, Hashable, Codable {
    /// The attribute, such as `EventName`, `ResourceName` or `EventSource`.
    package var key: String
    /// The value.
    package var value: String

    enum CodingKeys: String, CodingKey { case key = "AttributeKey", value = "AttributeValue" }

    /// Creates the value.
    package init(key: String, value: String) {
        self.key = key
        self.value = value
    }
}

/// A management event.
package struct TrailEvent: Sendable, Hashable, Codable {
    /// The id.
    package var id: String?
    /// The operation.
    package var name: String?
    /// `true` in text for an operation that reads.
    package var isReadOnly: String?
    /// The time.
    package var time: Date?
    /// The service, such as `ecs.amazonaws.com`.
    package var source: String?
    /// The caller's name.
    package var user: String?
    /// The resources.
    package var resources: [TrailResource]
    /// The whole event in JSON, with the error code and message.
    package var document: String?

    enum CodingKeys: String, CodingKey {
        case id = "EventId", name = "EventName", isReadOnly = "ReadOnly", time = "EventTime", source = "EventSource"
        case user = "Username", resources = "Resources", document = "CloudTrailEvent"
    }

    /// Creates the value.
    package init(
        id: String? = nil, name: String? = nil, isReadOnly: String? = nil, time: Date? = nil, source: String? = nil,
        user: String? = nil, resources: [TrailResource] = [], document: String? = nil
    ) {
        self.id = id
        self.name = name
        self.isReadOnly = isReadOnly
        self.time = time
        self.source = source
        self.user = user
        self.resources = resources
        self.document = document
    }
}

/// A resource of a management event.
package struct TrailResource: Sendable, Hashable, Codable {
    /// The type.
    package var type: String?
    /// The name.
    package var name: String?

    enum CodingKeys: String, CodingKey { case type = "ResourceType", name = "ResourceName" }

    /// Creates the value.
    package init(type: String? = nil, name: String? = nil) {
        self.type = type
        self.name = name
    }
}
