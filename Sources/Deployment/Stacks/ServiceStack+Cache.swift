import Infra

extension ServiceStack {
    /// Lets the service use the environment's cache, if it has one.
    static func connect(_ service: ContainerService.Reference, to cache: Cache.Reference?) {
        guard let cache else { return }
        service.connections.allow(to: cache, purpose: "Tasks to the cache")
        cache.grantConnect(to: service)
    }

    /// The variables with the cache's place and user; none without a cache.
    static func variables(of cache: Cache.Reference?) -> [String: TemplateValue<String>] {
        guard let cache else { return [:] }
        return [
            "CACHE_HOST": cache.address.value, "CACHE_PORT": .literal(String(Cache.port)),
            "CACHE_USER": cache.user.value,
        ]
    }
}
