"""One room a stage. A stage is a callable Document -> Document and knows no other stage."""
