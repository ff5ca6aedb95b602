extension FakeWorld {
    /// Adds the services of the account.
    func installStandardServices() {
    }

    /// Passes a request to its service.
    func handle(_ request: FakeRequest) -> Result<FakeResponse, FakeError> {
        guard let service = service(named: request.service) else {
            return .failure(.unknownOperation(request))
        }
        do throws(FakeError) {
            return .success(try service.handle(request, in: self))
        } catch {
            return .failure(error)
        }
    }

    /// Records a call.
    func record(_ request: FakeRequest, error: String?) {
        calls.append(FakeCall(request: request, time: now, errorCode: error))
    }
}
