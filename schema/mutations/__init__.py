"""How a change is wished for over GraphQL: one module per kind of row with its inputs, results and thin resolvers."""
