import AWSClient
import CommandLineInterface
import DeployEngine
import Deployment
import Diagnostics

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension DeploymentSite {
    /// The lease's record of this process.
    /// - Parameter operation: The operation, such as `recover`.
    func leaseRecord(_ operation: String) async throws(CommandError) -> LeaseRecord {
        let caller: String
        do throws(AWSError) {
            caller = try await context.calls.call(GetCallerIdentity()).arn
        } catch {
            throw CommandError(error)
        }
        let author = CIEnvironment.author()
        let now = context.now()
        return LeaseRecord(
            environment: plan.environment, operation: operation, holder: caller, host: author.host,
            runURL: author.runURL, token: UUID().uuidString.lowercased(), acquired: now, expires: now)
    }

    /// The ledger and the bucket; nil for an account without the environment's bootstrap stack.
    func ledgerIfBootstrapped() async throws(CommandError) -> (ledger: ReleaseLedger, location: BucketLocation)? {
        do throws(EngineError) {
            let setup = try await AccountSetup.read(plan.bootstrapStack, context.calls)
            let location = try addresses.location(of: setup.bucket)
            return (ReleaseLedger(context: context, location: location, environment: plan.environment), location)
        } catch  where error.code == .refused {
            return nil
        } catch {
            throw CommandError(error)
        }
    }

    /// The environment's stacks with the resources that hold data.
    var environmentStacks: [EnvironmentStack] {
        plan.stacks.map { EnvironmentStack(name: $0.name, statefulIDs: $0.statefulIDs) }
    }

    /// The bootstrap stack with the resources that hold data.
    func bootstrapEnvironmentStack() throws(CommandError) -> EnvironmentStack {
        let stack = try planner.bootstrapStack()
        return EnvironmentStack(name: stack.name, statefulIDs: stack.statefulIDs)
    }

    /// The full name of a stack, from it or from its purpose, such as `service`.
    func stack(_ name: String) throws(CommandError) -> PlannedStack {
        if let found = plan.stacks.first(where: { $0.name == name || $0.role.rawValue == name }) { return found }
        let names = plan.stacks.map(\.role.rawValue).joined(separator: ", ")
        throw CommandError.usage("there is no stack \(SafeDescription.setting(name)); expected one of \(names)")
    }
}

/// A question that an operator answers before something is changed.
enum Confirmation {
    /// Asks for `y` or `yes`. Without a terminal the answer is no, with a hint at the flag.
    static func ask(_ question: String, flag: String = "--yes") -> Bool {
        guard Terminal.isInteractive else {
            StandardError.error("there is no terminal to ask on; repeat the command with \(flag)")
            return false
        }
        StandardError.write("\(question) [y/N] ")
        let answer = readLine()?.lowercased() ?? ""
        return answer == "y" || answer == "yes"
    }

    /// Asks for a word to be typed.
    static func askFor(_ word: String, _ question: String, flag: String = "--yes") -> Bool {
        guard Terminal.isInteractive else {
            StandardError.error("there is no terminal to ask on; repeat the command with \(flag)")
            return false
        }
        StandardError.write("\(question) Type \(word) to go on: ")
        return readLine() == word
    }
}
