/// A service of the fake account.
///
/// It runs within the account's lock, so it needs none of its own. What takes time it leaves to the world's agenda
/// (``FakeWorld/schedule(after:_:)``).
package protocol FakeService: AnyObject {
    /// The signing name, by which requests find the service, such as `ecs`.
    static var signingName: String { get }

    /// Handles a request.
    /// - Throws: ``FakeError``, the service's error response.
    func handle(_ request: FakeRequest, in world: FakeWorld) throws(FakeError) -> FakeResponse
}
