import AWSClient
import ArgumentParser
import CommandLineInterface
import Diagnostics
internal import Foundation

struct RequestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "request",
        abstract: "Signs and sends a request, and prints the response.",
        usage: "infra-cli request [METHOD] URL [options]",
        discussion: """
            The service and the region to sign for are derived from AWS's hosts; for other hosts use --service and \
            --region. For a host that AWS's SDKs do not know, the service is a guess, and the output says so.

            With --endpoint-url the request is sent there; URL determines the service, the region, the path and the query.

            If the service rejects the signature, compare the output of --dry-run with the canonical request in the \
            service's error. With temporary credentials the output contains the session token, which is a secret.

            Exit codes: 0 for a 2xx status, 1 for any other, 64 wrong usage, 69 no response, 77 no credentials.

            EXAMPLE
              infra-cli request \\
                'https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08'
              infra-cli request PUT https://bucket.s3.eu-west-1.amazonaws.com/key \\
                --data @file --dry-run
              infra-cli request https://bucket.s3.eu-west-1.amazonaws.com/key \\
                --presign --expires 600
            """)

    @Argument(help: "The method (by default GET, or POST with --data) and the URL.")
    var parts: [String]

    @Option(help: "The service to sign for, such as execute-api.")
    var service: String?

    @Option(name: .customLong("header"), help: "A header, NAME:VALUE; can be repeated.")
    var headers: [String] = []

    @Option(help: "The body: text, @FILE, or @- for standard input.")
    var data: String?

    @Flag(help: "Print a presigned URL instead of sending the request.")
    var presign = false

    @Option(help: "The validity of the presigned URL in seconds, 1 to 604800; 900 by default.")
    var expires: Int?

    @Flag(help: "Exclude the body from the signature.")
    var unsignedPayload = false

    @Option(help: "The time of the signature in UTC, such as 20150830T123600Z; the current time by default.")
    var at: String?

    @Flag(help: "Print the request and the inputs of its signature without sending it.")
    var dryRun = false

    @Flag(help: "With --dry-run: print one JSON object.")
    var json = false

    @OptionGroup var aws: AWSOptions

    func validate() throws {
        guard parts.count == 1 || parts.count == 2 else {
            throw ValidationError("expected [METHOD] URL, got \(parts.count) words")
        }
        if expires != nil && !presign { throw ValidationError("--expires requires --presign") }
        if json && !dryRun { throw ValidationError("--json requires --dry-run") }
    }

    func run() async throws {
        let body = try data.map { text throws(CommandError) in try InputFile.bytes(text) }
        let session = try aws.session()
        let signed = try await sign(body, session)
        let report = SignedRequestReport(signed)
        if dryRun {
            try StandardOutput.write(json ? try JSONOutput.text(of: report) : report.text)
            return
        }
        if let guess = report.guess { StandardError.write("note: " + guess + "\n") }
        if presign {
            try StandardOutput.line(signed.url)
        } else {
            try await send(signed, session)
        }
    }

    private func sign(_ body: [UInt8]?, _ session: AWSSession) async throws(CommandError) -> SignedAdHocRequest {
        var date = Date()
        if let at {
            guard let parsed = AdHocRequest.date(at) else {
                throw CommandError(
                    exitCode: .usage,
                    description:
                        "error: --at is \(SafeDescription.time(at)); expected a time in UTC such as 20150830T123600Z")
            }
            date = parsed
        }
        var request: AdHocRequest
        do {
            request = try AdHocRequest(
                method: parts.count == 2 ? parts[0].uppercased() : nil, url: parts[parts.count - 1], headers: headers,
                body: body)
        } catch {
            throw CommandError(exitCode: .usage, description: "error: \(error)")
        }
        request.service = service
        request.region = aws.region
        request.endpointURL = aws.endpointURL
        request.isPayloadUnsigned = unsignedPayload
        request.presignedSeconds = presign ? expires ?? 900 : nil
        let credentials: ResolvedCredentials
        do {
            credentials = try await session.configuration.credentials.credentials()
        } catch {
            throw CommandError(error)
        }
        do {
            return try request.signed(
                with: credentials, fallbackRegion: (try? session.region.get())?.name, at: date)
        } catch {
            throw CommandError(exitCode: .usage, description: "error: \(error)")
        }
    }

    private func send(_ signed: SignedAdHocRequest, _ session: AWSSession) async throws {
        let response: SignedAdHocRequest.Response
        do {
            response = try await signed.send(session.configuration)
        } catch {
            throw CommandError(error)
        }
        try StandardOutput.write(response.body)
        guard (200..<300).contains(response.status) else {
            let reason = response.failure.map { ": \($0.code): \($0.message)" } ?? ""
            throw CommandError.failure("the response's status is \(response.status)\(reason)")
        }
    }
}
