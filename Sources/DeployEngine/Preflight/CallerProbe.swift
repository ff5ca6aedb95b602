package import AWSClient
import HTTPCore

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// `GetCallerIdentity` with the time at which the service responded.
package struct CallerProbe: AWSOperation {
    /// STS.
    package static let service = AWSService.sts
    /// `GetCallerIdentity`.
    package static let name = GetCallerIdentity.name

    /// Creates the operation.
    package init() {}

    /// The identity and the time.
    package struct Output: Sendable, Hashable {
        /// The identity.
        package var identity: CallerIdentity
        /// The service's time, in whole seconds; nil if the response does not tell.
        package var time: Date?
    }

    /// Encodes the request.
    package func request() throws -> WireRequest { try GetCallerIdentity().request() }

    /// Decodes the identity and the field `Date`.
    package static func output(of response: WireResponse) throws -> Output {
        let seconds = response.field("Date").flatMap(HTTPDate.secondsSinceEpoch)
        return Output(
            identity: try GetCallerIdentity.output(of: response),
            time: seconds.map { Date(timeIntervalSince1970: Double($0)) })
    }
}
