import ArgumentParser
import Infra

struct RequestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "request",
        abstract: "Signs a request, sends it, and prints the answer.",
        usage: "infra-cli request [METHOD] URL [options]",
        discussion: """
            The service and the region to sign for are read off AWS's hosts; for others name them. Where a host is not \
            among those that AWS's SDKs know, the service is a guess, and the output says so.

            With --endpoint-url the request goes there: the URL tells the service, the region, the path and the query.

            When a signature is refused, compare what --dry-run prints with what the service says it expected. With \
            temporary credentials the output holds the session token: it is a secret.

            Exit codes: 0 for a status of 2xx, 1 for another, 64 wrong usage, 69 no answer, 77 no credentials.

            EXAMPLE
              infra-cli request 'https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15'
              infra-cli request PUT https://bucket.s3.eu-west-1.amazonaws.com/key --data @file --dry-run
              infra-cli request https://bucket.s3.eu-west-1.amazonaws.com/key --presign --expires 600
            """)

    @Argument(help: "The method, GET by default or POST with --data, and the URL.")
    var parts: [String]

    @Option(help: "The service to sign for, such as execute-api.")
    var service: String?

    @Option(name: .customLong("header"), help: "A header, NAME:VALUE; as often as needed.")
    var headers: [String] = []

    @Option(help: "The body: a text, @FILE, or @- for standard input.")
    var data: String?

    @Flag(help: "Print a URL that is signed by its query, instead of sending.")
    var presign = false

    @Option(help: "Seconds that the presigned URL is valid, 1 to 604800; 900 by default.")
    var expires: Int?

    @Flag(help: "Leave the body out of the signature.")
    var unsignedPayload = false

    @Option(help: "The time to sign for, in UTC, such as 20150830T123600Z; now by default.")
    var at: String?

    @Flag(help: "Print what would be sent and what is signed, and send nothing.")
    var dryRun = false

    @Flag(help: "With --dry-run: print one JSON object.")
    var json = false

    @OptionGroup var aws: AWSOptions

    func validate() throws {
        guard parts.count == 1 || parts.count == 2 else {
            throw ValidationError("expected [METHOD] URL, got \(parts.count) words")
        }
        if expires != nil && !presign { throw ValidationError("--expires is for --presign") }
        if json && !dryRun { throw ValidationError("--json is for --dry-run") }
    }

    func run() async throws {
        var call = SignedCall(url: parts[parts.count - 1])
        call.method = parts.count == 2 ? parts[0].uppercased() : nil
        call.headers = headers
        call.body = try reporting { () throws(CommandError) in
            try data.map { text throws(CommandError) in try InputFile.bytes(text) }
        }
        call.service = service
        call.region = aws.region
        call.endpointURL = aws.endpointURL
        call.isPayloadUnsigned = unsignedPayload
        call.presignedSeconds = presign ? expires ?? 900 : nil
        call.time = at
        let access = try aws.access()
        let request = call
        let signed = try await reporting { () async throws(CommandError) in try await request.signed(access) }
        if !dryRun, let guess = signed.guess { StandardError.write("note: " + guess + "\n") }
        if dryRun {
            try StandardOutput.write(json ? signed.json : signed.text)
        } else if presign {
            try StandardOutput.line(signed.url)
        } else {
            let answer = try await reporting { () async throws(CommandError) in
                try await SignedCall.send(signed, access)
            }
            try StandardOutput.write(answer.body)
            if let complaint = answer.complaint {
                StandardError.write(complaint + "\n")
                throw ExitCode(1)
            }
        }
    }
}
