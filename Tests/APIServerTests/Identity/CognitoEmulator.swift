import Foundation
import Processes
import Testing

/// Amazon Cognito as emulated by moto, with two user pools that sign with one key; it ends with this object.
final class CognitoEmulator: Sendable {
    /// The tokens of a user.
    struct Tokens: Decodable, Sendable {
        let access: String
        let id: String
    }

    private struct Announcement: Decodable, Sendable {
        let keys: String
        let pool: String
        let client: String
        let tokens: [String: Tokens]
    }

    private static let script = #"""
        import json, os, sys
        import boto3
        from moto.server import ThreadedMotoServer

        server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
        server.start()
        port = server.get_host_and_port()[1]
        cognito = boto3.client("cognito-idp", endpoint_url=f"http://127.0.0.1:{port}", region_name="eu-central-1",
                               aws_access_key_id="a", aws_secret_access_key="b")

        def pool(name):
            pool = cognito.create_user_pool(PoolName=name)["UserPool"]["Id"]
            made = cognito.create_user_pool_client(
                UserPoolId=pool, ClientName="app", ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH"])
            return pool, made["UserPoolClient"]["ClientId"]

        def tokens(pool, client, user, groups):
            cognito.admin_create_user(UserPoolId=pool, Username=user, TemporaryPassword="Aa1!aaaa", MessageAction="SUPPRESS")
            cognito.admin_set_user_password(UserPoolId=pool, Username=user, Password="Aa1!bbbb", Permanent=True)
            for group in groups:
                try:
                    cognito.create_group(UserPoolId=pool, GroupName=group)
                except cognito.exceptions.GroupExistsException:
                    pass
                cognito.admin_add_user_to_group(UserPoolId=pool, Username=user, GroupName=group)
            result = cognito.admin_initiate_auth(
                UserPoolId=pool, ClientId=client, AuthFlow="ADMIN_USER_PASSWORD_AUTH",
                AuthParameters={"USERNAME": user, "PASSWORD": "Aa1!bbbb"})["AuthenticationResult"]
            return {"access": result["AccessToken"], "id": result["IdToken"]}

        ours, client = pool("weir")
        theirs, other = pool("other")
        keys = f"http://127.0.0.1:{port}/{ours}/.well-known/jwks.json"
        print(json.dumps({"keys": keys, "pool": ours, "client": client, "tokens": {
            "analyst": tokens(ours, client, "ann", ["analysts"]), "admin": tokens(ours, client, "ada", ["admins"]),
            "none": tokens(ours, client, "eve", []), "stranger": tokens(theirs, other, "ann", ["admins"])}}), flush=True)
        sys.stdin.read()
        os._exit(0)
        """#

    private let announcement: Announcement
    /// The emulator's process, which ends with its input and is killed with this object.
    private let process: ChildProcess

    /// Starts the emulator.
    init() async throws {
        let python = (ProcessInfo.processInfo.environment["WEIR_VENV"] ?? "") + "/bin/python"
        process = try ChildProcess([python, "-c", Self.script], input: .lines, output: .lines, errors: .discarded)
        guard let line = await process.line(within: .seconds(60)) else {
            throw UnexpectedError("the emulator of Cognito has ended")
        }
        announcement = try JSONDecoder().decode(Announcement.self, from: Data(line.utf8))
    }

    /// The id of the user pool.
    var pool: String { announcement.pool }
    /// The id of the application client.
    var client: String { announcement.client }
    /// The URL of the pool's keys.
    var keys: String { announcement.keys }

    /// Returns the tokens of a user: `analyst`, `admin` and `none` are users of the pool, `stranger` is one of the other pool.
    func tokens(_ user: String) throws -> Tokens { try #require(announcement.tokens[user]) }
}
