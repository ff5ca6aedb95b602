import AWSSigV4
import HTTPTypes
import Processes
import Workbench

/// Signing with a cached key, compared with botocore for the same request.
enum SigningBenchmark: Benchmark {
    static let name = "signing"

    private static let rounds = 5
    private static let time = SigningTime(secondsSinceEpoch: 1_440_938_160)
    /// A token of the length that AWS issues.
    private static let token = String(repeating: "IQoJb3JpZ2luX2VjE+/8=", count: 33).prefix(680)

    static func run(_ surroundings: Surroundings) async throws -> [Comparison] {
        var figures: [Form: (ours: [Double], botocore: [Double])] = [:]
        // Alternate, so that other load on the machine affects both.
        for _ in 0..<rounds {
            for form in Form.allCases {
                figures[form, default: ([], [])].ours.append(try ours(form))
                let output = try await ChildProcess.run(
                    [surroundings.python, "-c", script, form.rawValue, form.hasToken ? String(token) : ""]).output
                guard let microseconds = Double(output.filter { !$0.isWhitespace }) else {
                    throw WorkbenchError("botocore's figure is \(output)")
                }
                figures[form, default: ([], [])].botocore.append(microseconds)
            }
        }
        return Form.allCases.map { form in
            let (ours, botocore) = figures[form, default: ([], [])]
            return Comparison(
                form.words, unit: "µs", reference: ("botocore", median(botocore)), ours: median(ours),
                goal: .atMost(form == .presigned || form == .presignedWithToken ? 8 : 5))
        }
    }

    private enum Form: String, CaseIterable {
        case header, headerWithToken, presigned, presignedWithToken

        var hasToken: Bool { self == .headerWithToken || self == .presignedWithToken }

        var words: String {
            switch self {
            case .header: "header signature"
            case .headerWithToken: "header signature, session token"
            case .presigned: "presigned URL"
            case .presignedWithToken: "presigned URL, session token"
            }
        }
    }

    /// Returns the microseconds per signature.
    private static func ours(_ form: Form) throws -> Double {
        let count = 40_000
        let credentials = AWSCredentials(
            accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            sessionToken: form.hasToken ? String(token) : nil)
        let isPresigned = form == .presigned || form == .presignedWithToken
        let signer = SigV4Signer(service: isPresigned ? "s3" : "secretsmanager", region: "eu-west-1")
        var request = HTTPRequest(
            method: isPresigned ? .get : .post, scheme: "https",
            authority: isPresigned ? "bucket.s3.eu-west-1.amazonaws.com" : "secretsmanager.eu-west-1.amazonaws.com",
            path: isPresigned ? "/folder/object.csv" : "/")
        if !isPresigned, let target = HTTPField.Name("X-Amz-Target") {
            request.headerFields[.contentType] = "application/x-amz-json-1.1"
            request.headerFields[target] = "secretsmanager.GetSecretValue"
        }
        var length = 0
        let start = ContinuousClock.now
        for _ in 0..<count {
            let signed =
                try isPresigned
                ? signer.presign(request, expiresIn: 3600, with: credentials, at: time)
                : signer.sign(request, with: credentials, at: time)
            length += signed.signature.utf8.count
        }
        let duration = ContinuousClock.now - start
        guard length == count * 64 else { throw WorkbenchError("signatures have a wrong length") }
        return duration.inSeconds * 1e6 / Double(count)
    }

    private static let script = """
        import sys, time
        from botocore.auth import SigV4Auth, S3SigV4QueryAuth
        from botocore.awsrequest import AWSRequest
        from botocore.credentials import Credentials
        form, token = sys.argv[1], sys.argv[2] or None
        credentials = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", token)
        if form.startswith("presigned"):
            signer = S3SigV4QueryAuth(credentials, "s3", "eu-west-1", expires=3600)
            method, url, headers = "GET", "https://bucket.s3.eu-west-1.amazonaws.com/folder/object.csv", {}
        else:
            signer = SigV4Auth(credentials, "secretsmanager", "eu-west-1")
            method, url = "POST", "https://secretsmanager.eu-west-1.amazonaws.com/"
            headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "secretsmanager.GetSecretValue"}
        def sign(): signer.add_auth(AWSRequest(method=method, url=url, data=b"", headers=dict(headers)))
        for _ in range(200): sign()
        count = 2000
        start = time.perf_counter()
        for _ in range(count): sign()
        print((time.perf_counter() - start) / count * 1e6)
        """
}
