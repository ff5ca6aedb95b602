import Foundation
import TestSupport

/// The verdicts of botocore's waiters, from its own waiter model and matchers.
enum WaiterOracle {
    /// A waiter's verdict on a sequence of responses.
    struct Verdict: Decodable, Sendable, Equatable {
        /// `success` or `failure`; nil if the waiter would look again after the last response.
        let state: String?
        /// The position of the response that decided.
        let index: Int?
    }

    /// Lets a waiter judge sequences of responses.
    /// - Parameter responses: The responses in the form that botocore has parsed, each sequence apart.
    static func judge(service: String, waiter: String, responses: [[some Encodable]]) async throws -> [Verdict] {
        let input = try JSONEncoder().encode(responses)
        let output = try await PythonTool.botocore.run(script(service: service, waiter: waiter), input: input)
        return try JSONDecoder().decode([Verdict].self, from: output)
    }

    private static func script(service: String, waiter: String) -> String {
        """
        import json, sys
        from botocore.loaders import Loader
        from botocore.waiter import WaiterModel
        model = WaiterModel(Loader().load_service_model("\(service)", "waiters-2"))
        acceptors = model.get_waiter("\(waiter)").acceptors
        def judge(responses):
            for index, response in enumerate(responses):
                for acceptor in acceptors:
                    if acceptor.matcher_func(response):
                        if acceptor.state != "retry":
                            return {"state": acceptor.state, "index": index}
                        break
            return {"state": None, "index": None}
        print(json.dumps([judge(each) for each in json.load(sys.stdin)]))
        """
    }
}
