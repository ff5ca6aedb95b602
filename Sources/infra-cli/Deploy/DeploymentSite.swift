import AWSClient
import CommandLineInterface
import DeployEngine
import Deployment
import Diagnostics

/// An environment of an account, as the commands reach it.
struct DeploymentSite {
    /// The environment's file.
    let planner: EnvironmentPlanner
    /// The stacks as the file describes them, without the image's digest.
    let plan: ReleasePlan
    /// The effects of the engine.
    let context: EngineContext
    /// The output of progress; nil for a command without.
    let progress: ProgressOutput?
    /// The addresses of the artifact bucket.
    let addresses: ArtifactAddresses
    /// The look at the service's address.
    let probe: any HealthProbe
    /// The source of image configurations.
    let blobs: any BlobSource
    /// The session.
    let session: AWSSession
    /// The region of the calls.
    let region: String

    init(
        planner: EnvironmentPlanner, session: AWSSession, region: String, directory: String?, progress: ProgressOutput?
    ) throws(CommandError) {
        self.planner = planner
        self.progress = progress
        do {
            plan = try planner.plan(imageDigest: nil)
        } catch {
            throw CommandError(error)
        }
        do {
            addresses = ArtifactAddresses(endpoint: try session.client(for: .s3, region: region).endpoint)
        } catch {
            throw CommandError(error)
        }
        probe = HTTPHealthProbe(transport: session.configuration.transport)
        blobs = HTTPBlobSource(transport: session.configuration.transport)
        self.session = session
        self.region = region
        let calls = PacedCalls(SessionCalls(session, region: region), clock: ContinuousClock())
        context = EngineContext(
            calls: calls, report: { progress?.show($0) }, takeInterrupt: { InterruptHandler.take() })
    }

    /// Runs a part of the engine, and converts its error to the one that ends the command.
    @inline(never)
    func engine<Result>(_ body: () async throws(EngineError) -> Result) async throws(CommandError) -> Result {
        do {
            return try await body()
        } catch {
            throw CommandError(error)
        }
    }

    /// The setup of the account, from the bootstrap stack.
    func setup() async throws(CommandError) -> AccountSetup {
        do {
            return try await AccountSetup.read(plan.bootstrapStack, context.calls)
        } catch {
            throw CommandError(error)
        }
    }

    /// The place of the artifact bucket.
    func location() async throws(CommandError) -> BucketLocation {
        let setup = try await setup()
        do {
            return try addresses.location(of: setup.bucket)
        } catch {
            throw CommandError(error)
        }
    }

    /// The environment's release ledger.
    func ledger() async throws(CommandError) -> ReleaseLedger {
        ReleaseLedger(context: context, location: try await location(), environment: plan.environment)
    }

    /// The state of the environment's lease.
    func leaseStatus() async throws(CommandError) -> LeaseStatus {
        let location = try await location()
        let (names, calls) = (plan.stacks.map(\.name), context.calls)
        do {
            return try await LeaseStatus.read(
                context: context, location: location, environment: plan.environment
            ) { () async throws(AWSError) in try await BusyStack.among(names, calls) }
        } catch {
            throw CommandError(error)
        }
    }
}

extension CommandError {
    /// Creates a command's error for an error of the engine.
    init(_ error: EngineError) {
        let code: Code =
            switch error.code {
            case .accessDenied, .credentials: .notAllowed
            case .unavailable, .throttled: .unavailable
            case .invalidInput: .data
            default: .failure
            }
        self.init(exitCode: code, description: "error: \(error)")
    }
}
