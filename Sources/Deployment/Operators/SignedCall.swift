internal import AWSClient
internal import Diagnostics

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A request of `infra-cli request`.
package struct SignedCall: Sendable {
    /// The method; nil is `GET`, or `POST` with a body.
    package var method: String?
    /// The URL.
    package var url: String
    /// Header fields, each `NAME:VALUE`.
    package var headers: [String] = []
    /// The body.
    package var body: [UInt8]?
    /// The service to sign for, or nil to derive it from the host.
    package var service: String?
    /// The region to sign for, or nil to derive it from the host.
    package var region: String?
    /// The endpoint that receives the request; nil sends it to the URL's host. With an endpoint, the URL's host determines
    /// only the service and the region.
    package var endpointURL: String?
    /// `true` to leave the body out of the signature.
    package var isPayloadUnsigned = false
    /// The validity of a presigned URL in seconds, or nil to sign with a header.
    package var presignedSeconds: Int?
    /// The time of the signature, such as `20150830T123600Z`, or nil for the current time.
    package var time: String?

    /// Creates a request.
    package init(url: String) { self.url = url }

    /// A signed request, to show or to send.
    package struct Signed: Sendable {
        let request: SignedManualRequest

        /// The whole URL.
        package var url: String { request.url }

        /// A note that the service is a guess; nil if it is known or explicit.
        package var guess: String? {
            guard request.isServiceGuess else { return nil }
            return "the service \"\(request.service)\" is a guess from the host; if the signature is rejected, set it "
                + "with --service"
        }

        /// The inputs of the signature as one JSON object.
        package var json: String {
            ReportJSON.text(
                of: Report(
                    method: request.method, url: request.url,
                    service: request.service, region: request.region, serviceIsGuess: request.isServiceGuess,
                    headers: Dictionary(request.fields.map { ($0.name, $0.value) }) { "\($0),\($1)" },
                    canonicalRequest: request.canonicalRequest, stringToSign: request.stringToSign,
                    signature: request.signature))
        }

        /// The inputs of the signature as text.
        package var text: String {
            let fields = request.fields.map { "\($0.name): \($0.value)\n" }.joined()
            return """
                \(request.method) \(request.url)
                \(fields)
                signed for \(request.service) in \(request.region)\(guess.map { "; " + $0 } ?? "")

                canonical request:
                \(request.canonicalRequest)

                string to sign:
                \(request.stringToSign)

                signature: \(request.signature)

                """
        }
    }

    private struct Report: Encodable {
        let method: String
        let url: String
        let service: String
        let region: String
        let serviceIsGuess: Bool
        let headers: [String: String]
        let canonicalRequest: String
        let stringToSign: String
        let signature: String
    }

    /// A response.
    package struct Answer: Sendable {
        /// The status.
        package let status: Int
        /// The body.
        package let body: [UInt8]
        /// The message for standard error; nil for a success.
        package let complaint: String?
    }

    /// Signs the request.
    /// - Throws: ``CommandError``.
    package func signed(_ access: AWSAccess) async throws(CommandError) -> Signed {
        let date: Date
        if let time {
            guard let moment = ManualRequest.date(time) else {
                throw CommandError(
                    exitCode: .usage,
                    description:
                        "error: --at is \(SafeDescription.time(time)); expected a time in UTC such as 20150830T123600Z")
            }
            date = moment
        } else {
            date = Date()
        }
        var request = ManualRequest(
            method: method ?? (body == nil ? "GET" : "POST"), url: url, fields: try fields(), body: body ?? [],
            service: service, region: region)
        request.isPayloadUnsigned = isPayloadUnsigned
        request.presignedSeconds = presignedSeconds
        request.endpointURL = endpointURL
        let resolved: ResolvedCredentials
        do {
            resolved = try await access.session.configuration.credentials.credentials()
        } catch {
            throw CommandError(error)
        }
        do {
            let fallback = (try? access.session.region.get())?.name
            return Signed(request: try request.signed(with: resolved, fallbackRegion: fallback, at: date))
        } catch {
            throw CommandError(exitCode: .usage, description: "error: \(error)")
        }
    }

    /// Sends the signed request, once.
    /// - Throws: ``CommandError`` if no response arrived.
    package static func send(_ signed: Signed, _ access: AWSAccess) async throws(CommandError) -> Answer {
        do {
            let answer = try await signed.request.send(access.session.configuration)
            guard !(200..<300).contains(answer.status) else {
                return Answer(status: answer.status, body: answer.body, complaint: nil)
            }
            let reason = answer.failure.map { ": \($0.code): \($0.message)" } ?? ""
            return Answer(
                status: answer.status, body: answer.body,
                complaint: "error: the response's status is \(answer.status)\(reason)")
        } catch {
            throw CommandError(error)
        }
    }

    private func fields() throws(CommandError) -> [(name: String, value: String)] {
        try headers.map { header throws(CommandError) in
            guard let colon = header.firstIndex(of: ":"), colon != header.startIndex else {
                throw CommandError(
                    exitCode: .usage,
                    description: "error: --header is \(SafeDescription.form(of: header)); expected NAME:VALUE")
            }
            let value = header[header.index(after: colon)...].drop { $0 == " " }
            return (String(header[..<colon]), String(value))
        }
    }
}
