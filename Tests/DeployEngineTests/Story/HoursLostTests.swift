import Foundation
import Testing

/// Troubles that cost others hours, each reproduced on an account in memory with the answer of the engine.
///
/// The table has a row for each trouble. Those that arise before AWS is asked have no account to be reproduced on; their rows name the
/// reason and the test that shows the answer.
@Suite("The hours that others lost")
struct HoursLostTests {
    /// A trouble, and a test that reproduces it and expects Weir's answer.
    struct Row: Sendable, CustomTestStringConvertible {
        let trouble: String
        let answer: @Sendable () async throws -> Void

        var testDescription: String { trouble }
    }

    static let rows: [Row] = [
        Row(trouble: "an image was built for another processor", answer: wrongProcessor),
        Row(trouble: "the local clock is wrong, and signatures expire", answer: wrongClock),
        Row(trouble: "a stack is stuck in CREATE_IN_PROGRESS") { try await stuck(.creating) },
        Row(trouble: "a stack is stuck in ROLLBACK_COMPLETE") { try await stuck(.neverCreated) },
        Row(trouble: "a stack is stuck in UPDATE_ROLLBACK_FAILED") { try await stuck(.notRestored) },
        Row(trouble: "tasks start and stop for hours", answer: crashLoop),
        Row(trouble: "tasks run, and the load balancer rejects them", answer: rejectedTargets),
        Row(trouble: "a module is missing from the image", answer: missingModule),
        Row(trouble: "variables of the job are empty or too short", answer: wrongVariables),
        Row(trouble: "the role that deploys lacks iam:PassRole", answer: missingPermission),
        Row(trouble: "an innocent edit replaces the database", answer: replacedDatabase),
        Row(trouble: "tasks of the new version start before the schema is migrated", answer: racedMigration),
        Row(trouble: "two deployments migrate at once", answer: twoDeployments),
        Row(trouble: "a rollback restores the template and not the release", answer: wholeRollback),
    ]

    @Test("A trouble of others occurs on the account in memory, and the engine answers it", arguments: rows)
    func reproduced(_ row: Row) async throws { try await row.answer() }

    /// A trouble that no account can show, with the reason and the test of its answer.
    struct Elsewhere: Sendable, CustomTestStringConvertible {
        let trouble: String
        let reason: String
        /// The test's file below `Tests`, and its name.
        let file: String
        let test: String

        var testDescription: String { trouble }
    }

    static let elsewhere: [Elsewhere] = [
        Elsewhere(
            trouble: "versions of libraries differ, and synthesis fails with an AttributeError",
            reason: "The compiler refuses a property that a type does not have, so there is no program to run.",
            file: "InfraTests/MisspeltPropertyTests.swift",
            test: "A property that a resource does not have is refused by the compiler, with its line"),
        Elsewhere(
            trouble: "an image without one of its libraries is pushed",
            reason: "The image is started before the registry is asked.", file: "InfraCLITests/ImagePushTests.swift",
            test: "An image that does not start is not pushed, and its own words are shown"),
        Elsewhere(
            trouble: "the trust policy is too wide, or the subject differs",
            reason: "The claims of a token are evaluated offline.",
            file: "DeploymentTests/Identity/TrustPolicyTests.swift",
            test: "A policy accepts a subject, or names the first part that differs and why"),
        Elsewhere(
            trouble: "permissions are too broad, to get it working",
            reason: "The policy is computed from the templates, without AWS.",
            file: "DeploymentTests/Stacks/BootstrapStackTests.swift",
            test: "The execution role has exactly the permissions of the other stacks' types"),
        Elsewhere(
            trouble: "a role that a job assumes may not pass the execution role",
            reason: "The deploy role is generated, without AWS.",
            file: "DeploymentTests/Stacks/BootstrapStackTests.swift",
            test: "Jobs of GitHub deploy the other stacks, and never this one"),
    ]

    @Test("A trouble that arises before AWS is asked has a test of its answer", arguments: elsewhere)
    func covered(_ row: Elsewhere) throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: tests.appending(path: row.file), encoding: .utf8)
        #expect(text.contains("\"\(row.test)\""), "\(row.file) has no such test")
    }
}
