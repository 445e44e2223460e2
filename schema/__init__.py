"""How a question is asked over GraphQL: types, thin resolvers, limits."""
