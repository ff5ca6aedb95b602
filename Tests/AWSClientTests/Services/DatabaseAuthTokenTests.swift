import AWSClient
import AWSSigV4
import Foundation
import TestSupport
import Testing

@Suite struct DatabaseAuthTokenTests {
    struct Login: Codable, Sendable {
        var host = "weir.abc123.eu-central-1.rds.amazonaws.com"
        var port = 5432
        var user = "weir_app"
        var region = "eu-central-1"
        var token: String?
    }

    static let logins = [
        Login(), Login(port: 6000, user: "a b+c/=ä"), Login(region: "us-east-1", token: "a+b/c==+x"),
        Login(host: "weir.cluster-ro-x.eu-south-2.rds.amazonaws.com", token: String(repeating: "Tok/n", count: 200)),
    ]

    private static let script = #"""
        import datetime, json, sys
        import botocore.auth as auth, botocore.session
        now = datetime.datetime(2027, 1, 15, 8, 0, 0)
        if hasattr(auth, "get_current_datetime"):
            auth.get_current_datetime = lambda *a, **k: now
        else:
            class Clock(datetime.datetime):
                @classmethod
                def utcnow(cls): return now
            auth.datetime.datetime = Clock
        tokens = []
        for login in json.load(sys.stdin):
            session = botocore.session.Session()
            session.set_credentials("AKIDEXAMPLE", "secret/key+", login.get("token"))
            client = session.create_client("rds", region_name="eu-west-1")
            tokens.append(client.generate_db_auth_token(login["host"], login["port"], login["user"], login["region"]))
        print(json.dumps(tokens))
        """#

    /// The place before the query, and the sorted parameters.
    private static func parts(_ token: String) -> [String] {
        let halves = token.split(separator: "?", maxSplits: 1)
        return [String(halves[0])] + (halves.count > 1 ? halves[1].split(separator: "&").map(String.init).sorted() : [])
    }

    @Test(
        "A token has the parameters and the signature of botocore's generate_db_auth_token",
        .enabled(if: PythonTool.botocore.isExpected, PythonTool.botocore.absence))
    func sameAsBotocore() async throws {
        let output = try await PythonTool.botocore.run(Self.script, input: JSONEncoder().encode(Self.logins))
        let theirs = try JSONDecoder().decode([String].self, from: output)
        try #require(theirs.count == Self.logins.count)
        for (login, their) in zip(Self.logins, theirs) {
            let token = DatabaseAuthToken(host: login.host, port: login.port, user: login.user, region: login.region)
            let ours = try token.signed(
                with: AWSCredentials(
                    accessKeyID: "AKIDEXAMPLE", secretAccessKey: "secret/key+", sessionToken: login.token),
                at: try #require(SigningTime("20270115T080000Z")))
            #expect(Self.parts(ours) == Self.parts(their))
        }
    }

    @Test(
        "The region is read from the name of an endpoint",
        arguments: [
            ("weir.abc123.eu-central-1.rds.amazonaws.com", "eu-central-1"),
            ("weir.cluster-abc123.us-gov-west-1.rds.amazonaws.com", "us-gov-west-1"),
            ("weir.abc.cn-north-1.rds.amazonaws.com.cn", "cn-north-1"),
            ("WEIR.ABC.EU-WEST-1.RDS.AMAZONAWS.COM", "eu-west-1"),
            ("db.example.org", nil), ("rds.amazonaws.com", nil), ("localhost", nil), ("", nil),
            ("a..rds.amazonaws.com", nil),
        ] as [(String, String?)])
    func regions(host: String, region: String?) {
        #expect(DatabaseAuthToken.region(ofEndpoint: host) == region)
    }
}
